import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { DraftSection, DraftStore } from '../ports/draft-store.ts';
import type { Tables } from './tables.ts';

const draftOf = (tx: Tx) =>
  queries<Tables>(tx)
    .selectFrom('catalog.draft_section as draft')
    .innerJoin('catalog.section_content as content', (join) =>
      join
        .onRef('content.tenant_id', '=', 'draft.tenant_id')
        .onRef('content.content_hash', '=', 'draft.content_hash'),
    )
    .where('draft.tenant_id', '=', tx.tenant)
    .orderBy('draft.section')
    .select(['draft.section', 'draft.revision', 'draft.content_hash', 'draft.updated_at', 'draft.updated_by'])
    .select('content.item_count');

export const pgDraftStore: DraftStore = {
  async list(tx) {
    return (await draftOf(tx).execute()).map(sectionOf);
  },

  async find(tx, section) {
    const row = await draftOf(tx)
      .select('content.bytes')
      .where('draft.section', '=', section)
      .executeTakeFirst();
    return row && { ...sectionOf(row), bytes: row.bytes };
  },

  async contents(tx) {
    const rows = await draftOf(tx).select('content.bytes').execute();
    return rows.map((row) => ({ ...sectionOf(row), bytes: row.bytes }));
  },

  async replace(tx, content, { revision, by }) {
    const replaced = await queries<Tables>(tx)
      .selectFrom('catalog.draft_section')
      .select('content_hash')
      .where('tenant_id', '=', tx.tenant)
      .where('section', '=', content.section)
      .executeTakeFirst();
    await queries<Tables>(tx)
      .insertInto('catalog.section_content')
      .values({
        tenant_id: tx.tenant,
        content_hash: content.contentHash,
        bytes: content.bytes,
        item_count: content.itemCount,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const values = {
      revision,
      content_hash: content.contentHash,
      updated_at: new Date(tx.now),
      updated_by: by,
    };
    await queries<Tables>(tx)
      .insertInto('catalog.draft_section')
      .values({ tenant_id: tx.tenant, section: content.section, ...values })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'section']).doUpdateSet(values))
      .execute();
    if (replaced !== undefined) await removeUnused(tx, [replaced.content_hash]);
  },

  async restore(tx, version, { revision, by }) {
    const replaced = await queries<Tables>(tx)
      .selectFrom('catalog.draft_section')
      .select('content_hash')
      .where('tenant_id', '=', tx.tenant)
      .execute();
    await sql`
      delete from catalog.draft_section as draft
      where draft.tenant_id = ${tx.tenant}
        and not exists (
          select from catalog.version_section
          where tenant_id = draft.tenant_id and version = ${version} and section = draft.section
        )`.execute(queries<Tables>(tx));
    await sql`
      insert into catalog.draft_section (tenant_id, section, revision, content_hash, updated_at, updated_by)
      select tenant_id, section, ${revision}::integer, content_hash, ${new Date(tx.now)}::timestamptz, ${by}
      from catalog.version_section where tenant_id = ${tx.tenant} and version = ${version}
      on conflict (tenant_id, section) do update set
        revision = excluded.revision, content_hash = excluded.content_hash,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(queries<Tables>(tx));
    await removeUnused(
      tx,
      replaced.map((row) => row.content_hash),
    );
  },
};

/** By draft_section_by_content and version_section_by_content. */
async function removeUnused(tx: Tx, contentHashes: readonly string[]): Promise<void> {
  await sql`
    delete from catalog.section_content as content
    where content.tenant_id = ${tx.tenant} and content.content_hash = any(${[...contentHashes]}::text[])
      and not exists (
        select from catalog.draft_section
        where tenant_id = content.tenant_id and content_hash = content.content_hash
      )
      and not exists (
        select from catalog.version_section
        where tenant_id = content.tenant_id and content_hash = content.content_hash
      )`.execute(queries<Tables>(tx));
}

interface DraftRow {
  readonly section: string;
  readonly revision: number;
  readonly content_hash: string;
  readonly item_count: number;
  readonly updated_at: Date;
  readonly updated_by: string;
}

function sectionOf(row: DraftRow): DraftSection {
  return {
    section: row.section,
    revision: row.revision,
    contentHash: row.content_hash,
    itemCount: row.item_count,
    updatedAt: row.updated_at.getTime(),
    updatedBy: row.updated_by,
  };
}
