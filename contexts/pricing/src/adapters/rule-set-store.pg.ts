import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import type { RuleSetKey, RuleSetRecord, RuleSetVersion } from '../domain/rule-set.ts';
import type { RuleSetStore } from '../ports/rule-set-store.ts';
import type { Tables } from './tables.ts';

/** By primary key. */
const setOf = (tx: Tx, { kind, subject }: RuleSetKey) =>
  queries<Tables>(tx)
    .selectFrom('pricing.rule_set')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('subject', '=', subject);

/** By primary key, or its beginning. */
const versionsOf = (tx: Tx, { kind, subject }: RuleSetKey) =>
  queries<Tables>(tx)
    .selectFrom('pricing.rule_set_version')
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('subject', '=', subject);

const HEAD = [
  'kind',
  'subject',
  'version',
  'content_hash',
  'item_count',
  'published_by',
  'published_at',
] as const;

type Head = Pick<Selectable<Tables['pricing.rule_set_version']>, (typeof HEAD)[number]>;

const versionOf = (row: Head): RuleSetVersion => ({
  kind: row.kind,
  subject: row.subject,
  version: row.version,
  contentHash: row.content_hash,
  itemCount: row.item_count,
  publishedBy: row.published_by,
  publishedAt: row.published_at,
});

const recordOf = (row: Selectable<Tables['pricing.rule_set']>): RuleSetRecord => ({
  kind: row.kind,
  subject: row.subject,
  ...(row.active_version === null ? {} : { activeVersion: row.active_version }),
  ...(row.draft_hash === null || row.draft_by === null || row.draft_at === null
    ? {}
    : { draft: { contentHash: row.draft_hash, by: row.draft_by, at: row.draft_at } }),
  rowVersion: row.row_version,
});

const changed = (tx: Tx, { kind, subject }: RuleSetKey) =>
  queries<Tables>(tx)
    .updateTable('pricing.rule_set')
    .set((row) => ({ row_version: row('row_version', '+', 1) }))
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('subject', '=', subject);

export const pgRuleSetStore: RuleSetStore = {
  async find(tx, key) {
    const row = await setOf(tx, key).executeTakeFirst();
    return row && recordOf(row);
  },

  async lock(tx, key) {
    await queries<Tables>(tx)
      .insertInto('pricing.rule_set')
      .values({ tenant_id: tx.tenant, kind: key.kind, subject: key.subject })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return recordOf(await setOf(tx, key).forUpdate().executeTakeFirstOrThrow());
  },

  async findDraft(tx, key) {
    const row = await setOf(tx, key).executeTakeFirst();
    const draft = row && recordOf(row).draft;
    return draft && row.draft ? { ...draft, document: row.draft } : undefined;
  },

  async replaceDraft(tx, key, { document, contentHash }, by) {
    await changed(tx, key)
      .set({ draft: document, draft_hash: contentHash, draft_by: by, draft_at: new Date(tx.now) })
      .execute();
  },

  async publish(tx, key, { version, document, contentHash, itemCount, publishedBy }) {
    await queries<Tables>(tx)
      .insertInto('pricing.rule_set_version')
      .values({
        tenant_id: tx.tenant,
        kind: key.kind,
        subject: key.subject,
        version,
        document,
        content_hash: contentHash,
        item_count: itemCount,
        published_by: publishedBy,
        published_at: new Date(tx.now),
      })
      .execute();
    await changed(tx, key).set({ active_version: version }).execute();
  },

  async findVersion(tx, key, version) {
    const row = await versionsOf(tx, key).where('version', '=', version).select(HEAD).executeTakeFirst();
    return row && versionOf(row);
  },

  async document(tx, key, version) {
    const row = await versionsOf(tx, key)
      .where('version', '=', version)
      .select('document')
      .executeTakeFirst();
    return row?.document;
  },

  async pageVersions(tx, key, { limit, cursor }) {
    let query = versionsOf(tx, key)
      .select(HEAD)
      .orderBy('version', 'desc')
      .limit(limit + 1);
    if (cursor !== undefined) {
      // float8 takes every number, so that a forged cursor finds nothing instead of failing in the server.
      query = query.where(sql<boolean>`version < ${decodeCursor(cursor, ['number'])[0]}::float8`);
    }
    const rows = await query.execute();
    const items = rows.slice(0, limit).map(versionOf);
    const last = items.at(-1);
    return rows.length > limit && last !== undefined
      ? { items, nextCursor: encodeCursor([last.version]) }
      : { items };
  },
};
