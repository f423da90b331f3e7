import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import type { PriceListVersion } from '../domain/price-list-version.ts';
import type { PriceListVersions, PublicationRef } from '../ports/price-list-versions.ts';
import type { Tables } from './tables.ts';

const VERSION = 'pricing.price_list_version';
const COLUMNS = [
  'price_list_id',
  'version',
  'state',
  'publication_id',
  'content_hash',
  'price_count',
  'catalog_version',
  'lease_until',
  'published_at',
  'started_by',
] as const;

type Row = Pick<Selectable<Tables[typeof VERSION]>, (typeof COLUMNS)[number]>;

function versionOf(row: Row): PriceListVersion {
  return {
    priceListId: row.price_list_id,
    version: row.version,
    state: row.state,
    publicationId: row.publication_id,
    contentHash: row.content_hash,
    priceCount: row.price_count,
    ...(row.catalog_version === null ? {} : { catalogVersion: row.catalog_version }),
    ...(row.lease_until === null ? {} : { leaseUntil: row.lease_until }),
    ...(row.published_at === null ? {} : { publishedAt: row.published_at }),
    publishedBy: row.started_by,
  };
}

function versionsOf(tx: Tx, priceListId: string) {
  return queries<Tables>(tx)
    .selectFrom(VERSION)
    .where('tenant_id', '=', tx.tenant)
    .where('price_list_id', '=', priceListId)
    .select(COLUMNS);
}

/** The building version of a publication: the only one that may change. */
function building(tx: Tx, { priceListId, publicationId }: PublicationRef) {
  return queries<Tables>(tx)
    .updateTable(VERSION)
    .where('tenant_id', '=', tx.tenant)
    .where('price_list_id', '=', priceListId)
    .where('publication_id', '=', publicationId)
    .where('state', '=', 'building')
    .returning('version');
}

export const pgPriceListVersions: PriceListVersions = {
  async find(tx, priceListId, version) {
    const row = await versionsOf(tx, priceListId)
      .where('version', '=', version)
      .where('state', '=', 'published')
      .executeTakeFirst();
    return row && versionOf(row);
  },

  async page(tx, priceListId, { limit, cursor }) {
    let query = versionsOf(tx, priceListId)
      .where('state', '=', 'published')
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

  async document(tx, priceListId, version) {
    const row = await queries<Tables>(tx)
      .selectFrom(VERSION)
      .select('document')
      .where('tenant_id', '=', tx.tenant)
      .where('price_list_id', '=', priceListId)
      .where('version', '=', version)
      .executeTakeFirst();
    return row?.document;
  },

  async findPublication(tx, { priceListId, publicationId }) {
    const row = await versionsOf(tx, priceListId)
      .where('publication_id', '=', publicationId)
      .executeTakeFirst();
    return row && versionOf(row);
  },

  async findBuilding(tx, priceListId) {
    const row = await versionsOf(tx, priceListId).where('state', '=', 'building').executeTakeFirst();
    return row && versionOf(row);
  },

  async start(tx, { priceListId, version, publicationId, content, by, leaseUntil }) {
    await queries<Tables>(tx)
      .insertInto(VERSION)
      .values({
        tenant_id: tx.tenant,
        price_list_id: priceListId,
        version,
        publication_id: publicationId,
        state: 'building',
        document: content.document,
        content_hash: content.contentHash,
        price_count: content.priceCount,
        catalog_version: null,
        started_by: by,
        started_at: new Date(tx.now),
        lease_until: leaseUntil,
        published_at: null,
        failure_code: null,
      })
      .execute();
  },

  async extendLease(tx, publication, leaseUntil) {
    return (
      (await building(tx, publication).set({ lease_until: leaseUntil }).executeTakeFirst()) !== undefined
    );
  },

  async fail(tx, publication, failureCode) {
    const failed = { state: 'failed' as const, lease_until: null, failure_code: failureCode };
    return (await building(tx, publication).set(failed).executeTakeFirst()) !== undefined;
  },

  async publish(tx, publication, catalogVersion) {
    const published = {
      state: 'published' as const,
      lease_until: null,
      catalog_version: catalogVersion,
      published_at: new Date(tx.now),
    };
    return (await building(tx, publication).set(published).executeTakeFirst()) !== undefined;
  },
};
