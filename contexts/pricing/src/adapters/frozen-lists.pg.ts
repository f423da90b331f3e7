import { sha256 } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { PriceList } from '../domain/price-list.ts';
import type { Tables } from './tables.ts';

export interface VersionPlace {
  readonly priceListId: string;
  readonly version: number;
}

/** A published version with its frozen document, which is what its rows and its index were made from. */
export interface FrozenList extends VersionPlace {
  readonly catalogVersion: number;
  /** Undefined where the bytes are not those that were published. */
  readonly list: PriceList | undefined;
  /** False of versions that an earlier release has published, which had no index. */
  readonly indexed: boolean;
}

const publishedOf = (tx: Tx) =>
  queries<Tables>(tx)
    .selectFrom('pricing.price_list_version as published')
    .where('tenant_id', '=', tx.tenant)
    .where('state', '=', 'published')
    .select(['price_list_id', 'version', 'catalog_version', 'content_hash', 'document'])
    .select(
      sql<boolean>`exists (
        select from pricing.price_index as sealed
        where sealed.tenant_id = published.tenant_id and sealed.price_list_id = published.price_list_id
          and sealed.version = published.version
      ) or exists (
        select from pricing.price_index_entry as entry
        where entry.tenant_id = published.tenant_id and entry.price_list_id = published.price_list_id
          and entry.version = published.version
      )`.as('indexed'),
    );

type Row = Awaited<ReturnType<ReturnType<typeof publishedOf>['executeTakeFirstOrThrow']>>;

function frozenOf(row: Row): FrozenList {
  const intact = sha256(row.document) === row.content_hash;
  return {
    priceListId: row.price_list_id,
    version: row.version,
    catalogVersion: row.catalog_version ?? 0,
    list: intact ? JSON.parse(row.document.toString('utf8')) : undefined,
    indexed: row.indexed,
  };
}

/** Large: one at a time. */
export async function frozenList(
  tx: Tx,
  { priceListId, version }: VersionPlace,
): Promise<FrozenList | undefined> {
  const row = await publishedOf(tx)
    .where('price_list_id', '=', priceListId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && frozenOf(row);
}

/** The catalog that a published version was checked against, without its document; 0 where the version is none. */
export async function catalogVersionOf(tx: Tx, { priceListId, version }: VersionPlace): Promise<number> {
  const row = await queries<Tables>(tx)
    .selectFrom('pricing.price_list_version')
    .select('catalog_version')
    .where('tenant_id', '=', tx.tenant)
    .where('price_list_id', '=', priceListId)
    .where('version', '=', version)
    .where('state', '=', 'published')
    .executeTakeFirst();
  return row?.catalog_version ?? 0;
}

/** The first version behind a place, in the order of the primary key. */
export async function nextFrozenList(
  tx: Tx,
  { priceListId, version }: VersionPlace,
): Promise<FrozenList | undefined> {
  const row = await publishedOf(tx)
    .where(sql<boolean>`(price_list_id, version) > (${priceListId}::text, ${version}::integer)`)
    .orderBy('price_list_id')
    .orderBy('version')
    .limit(1)
    .executeTakeFirst();
  return row && frozenOf(row);
}
