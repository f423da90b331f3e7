import { sha256 } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { Price } from '../domain/price.ts';
import type { PriceListDocument } from '../domain/price-list-document.ts';
import type { Tables } from './tables.ts';

interface FrozenPlace {
  readonly priceListId: string;
  readonly version: number;
}

/** A published version with what its frozen document says, which is what its rows were made from. */
export interface FrozenPrices extends FrozenPlace {
  readonly catalogVersion: number;
  /** By offering, in the order of the document. Undefined where the bytes are not those that were published. */
  readonly prices: ReadonlyMap<string, readonly Price[]> | undefined;
}

const publishedOf = (tx: Tx) =>
  queries<Tables>(tx)
    .selectFrom('pricing.price_list_version')
    .where('tenant_id', '=', tx.tenant)
    .where('state', '=', 'published')
    .select(['price_list_id', 'version', 'catalog_version', 'content_hash', 'document']);

type Row = Awaited<ReturnType<ReturnType<typeof publishedOf>['executeTakeFirstOrThrow']>>;

function frozenOf(row: Row): FrozenPrices {
  const intact = sha256(row.document) === row.content_hash;
  const document: PriceListDocument | undefined = intact
    ? JSON.parse(row.document.toString('utf8'))
    : undefined;
  return {
    priceListId: row.price_list_id,
    version: row.version,
    catalogVersion: row.catalog_version ?? 0,
    prices: document && Map.groupBy(document.prices as readonly Price[], ({ offeringId }) => offeringId),
  };
}

/** Large: one at a time. */
export async function frozenPrices(
  tx: Tx,
  { priceListId, version }: FrozenPlace,
): Promise<FrozenPrices | undefined> {
  const row = await publishedOf(tx)
    .where('price_list_id', '=', priceListId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && frozenOf(row);
}

/** The first version behind a place, in the order of the primary key. */
export async function nextFrozenPrices(
  tx: Tx,
  { priceListId, version }: FrozenPlace,
): Promise<FrozenPrices | undefined> {
  const row = await publishedOf(tx)
    .where(sql<boolean>`(price_list_id, version) > (${priceListId}::text, ${version}::integer)`)
    .orderBy('price_list_id')
    .orderBy('version')
    .limit(1)
    .executeTakeFirst();
  return row && frozenOf(row);
}

/** The offerings that the rows of a version are of, whatever its document says. */
export async function pricedOfferings(
  tx: Tx,
  { priceListId, version }: FrozenPlace,
): Promise<readonly string[]> {
  const rows = await queries<Tables>(tx)
    .selectFrom('pricing.price_row')
    .select('offering_id')
    .distinct()
    .where('tenant_id', '=', tx.tenant)
    .where('price_list_id', '=', priceListId)
    .where('version', '=', version)
    .execute();
  return rows.map(({ offering_id }) => offering_id);
}

/** A value as it would come back from a jsonb column: its members have an order of their own there. */
export async function asStored<Value>(tx: Tx, value: Value): Promise<Value> {
  const { rows } = await sql<{ value: Value }>`select ${JSON.stringify(value)}::jsonb as value`.execute(
    queries<Tables>(tx),
  );
  return rows[0]?.value as Value;
}
