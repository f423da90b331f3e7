import { queries, type Tx } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import type { CatalogVersion, PublicationLease } from '../domain/catalog-version.ts';
import type { PublicationEnd, VersionStore } from '../ports/version-store.ts';
import type { Tables } from './tables.ts';

const TABLE = 'catalog.catalog_version';
type Row = Selectable<Tables[typeof TABLE]>;
type ListedRow = Omit<Row, 'report' | 'lease_token' | 'lease_until'>;

const rowsOf = (tx: Tx) => queries<Tables>(tx).selectFrom(TABLE).where('tenant_id', '=', tx.tenant);

const LISTED = [
  'tenant_id',
  'version',
  'state',
  'draft_revision',
  'content_hash',
  'started_at',
  'started_by',
  'finished_at',
  'failure',
] as const;

const buildingOf = (tx: Tx, version: number) =>
  queries<Tables>(tx)
    .updateTable(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('version', '=', version)
    .where('state', '=', 'building');

/** The fence: nothing is written under a token that somebody replaced. */
const leasedBy = (tx: Tx, { version, token }: PublicationLease) =>
  buildingOf(tx, version).where('lease_token', '=', token);

const frozenOf = (tx: Tx, version: number) =>
  queries<Tables>(tx)
    .selectFrom('catalog.version_section as frozen')
    .innerJoin('catalog.section_content as content', (join) =>
      join
        .onRef('content.tenant_id', '=', 'frozen.tenant_id')
        .onRef('content.content_hash', '=', 'frozen.content_hash'),
    )
    .where('frozen.tenant_id', '=', tx.tenant)
    .where('frozen.version', '=', version)
    .orderBy('frozen.section')
    .select(['frozen.section', 'frozen.content_hash as contentHash', 'content.item_count as itemCount']);

export const pgVersionStore: VersionStore = {
  async find(tx, version) {
    const row = await rowsOf(tx).selectAll().where('version', '=', version).executeTakeFirst();
    return row && versionOf(row);
  },

  async isPublished(tx, version) {
    const row = await rowsOf(tx).select('state').where('version', '=', version).executeTakeFirst();
    return row?.state === 'published';
  },

  async findBuilding(tx) {
    // By catalog_version_building.
    const row = await rowsOf(tx).selectAll().where('state', '=', 'building').executeTakeFirst();
    return row && versionOf(row);
  },

  async previous(tx, version) {
    const [row] = await published(tx, { limit: 1, before: version });
    return row?.version;
  },

  async list(tx, page) {
    return (await published(tx, page)).map(versionOf);
  },

  sections: (tx, version) => frozenOf(tx, version).execute(),

  contents: (tx, version) => frozenOf(tx, version).select('content.bytes').execute(),

  async begin(tx, { version, draftRevision, contentHash, startedBy, lease, leaseUntil }) {
    await queries<Tables>(tx)
      .insertInto(TABLE)
      .values({
        tenant_id: tx.tenant,
        version,
        state: 'building',
        draft_revision: draftRevision,
        content_hash: contentHash,
        started_at: new Date(tx.now),
        started_by: startedBy,
        lease_token: lease.token,
        lease_until: new Date(leaseUntil),
      })
      .execute();
    await sql`
      insert into catalog.version_section (tenant_id, version, section, content_hash)
      select tenant_id, ${version}::integer, section, content_hash
      from catalog.draft_section where tenant_id = ${tx.tenant}`.execute(queries<Tables>(tx));
  },

  async claim(tx, { version, token }, leaseUntil) {
    const claimed = await buildingOf(tx, version)
      .set({ lease_token: token, lease_until: new Date(leaseUntil) })
      .executeTakeFirst();
    return claimed.numUpdatedRows === 1n;
  },

  async renew(tx, lease, leaseUntil) {
    const renewed = await leasedBy(tx, lease)
      .set({ lease_until: new Date(leaseUntil) })
      .executeTakeFirst();
    return renewed.numUpdatedRows === 1n;
  },

  async end(tx, lease, end) {
    const ended = await leasedBy(tx, lease).set(endOf(tx, end)).executeTakeFirst();
    return ended.numUpdatedRows === 1n;
  },

  async abandon(tx, version, failure) {
    await buildingOf(tx, version)
      .set(endOf(tx, { state: 'failed', failure }))
      .execute();
  },

  async abandonExpired(tx, version, failure) {
    const abandoned = await buildingOf(tx, version)
      .where('lease_until', '<=', new Date(tx.now))
      .set(endOf(tx, { state: 'failed', failure }))
      .executeTakeFirst();
    return abandoned.numUpdatedRows === 1n;
  },
};

function published(tx: Tx, { limit, before }: { limit: number; before?: number }): Promise<ListedRow[]> {
  let rows = rowsOf(tx)
    .select(LISTED)
    // What steps report can be long, and a page has many versions.
    .select(sql<Row['summary']>`summary - 'steps'`.as('summary'))
    .where('state', '=', 'published');
  if (before !== undefined) rows = rows.where('version', '<', before);
  // Backwards over the primary key.
  return rows.orderBy('version', 'desc').limit(limit).execute();
}

function endOf(tx: Tx, end: PublicationEnd) {
  return {
    state: end.state,
    finished_at: new Date(tx.now),
    lease_token: null,
    lease_until: null,
    ...('failure' in end && { failure: end.failure }),
    ...('report' in end && { report: JSON.stringify(end.report) }),
    ...('summary' in end && { summary: JSON.stringify(end.summary) }),
  };
}

function versionOf(row: ListedRow & Partial<Row>): CatalogVersion {
  return {
    version: row.version,
    state: row.state,
    draftRevision: row.draft_revision,
    contentHash: row.content_hash,
    startedAt: row.started_at.getTime(),
    startedBy: row.started_by,
    ...(row.lease_until && { leaseUntil: row.lease_until.getTime() }),
    ...(row.finished_at && { finishedAt: row.finished_at.getTime() }),
    ...(row.failure && { failure: row.failure }),
    ...(row.report && { report: row.report }),
    ...(row.summary && { summary: row.summary }),
  };
}
