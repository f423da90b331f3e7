import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { VersionPlace } from './frozen-lists.pg.ts';
import type { Tables } from './tables.ts';

/** An entry of a price index, whatever its bytes are by now. */
interface StoredEntry {
  /** SHA-256 of the bytes that are there. */
  readonly contentHash: string;
  /** What they were when they were stored. */
  readonly recordedHash: string;
}

/** By offering id. Index: the primary key of pricing.price_index_entry. */
export async function storedEntries(
  tx: Tx,
  { priceListId, version }: VersionPlace,
  offeringIds: readonly string[],
): Promise<ReadonlyMap<string, StoredEntry>> {
  const { rows } = await sql<StoredEntry & { readonly offeringId: string }>`
    select offering_id as "offeringId", content_hash as "recordedHash",
      encode(sha256(document), 'hex') as "contentHash"
    from pricing.price_index_entry
    where tenant_id = ${tx.tenant} and price_list_id = ${priceListId} and version = ${version}::integer
      and offering_id = any(${offeringIds}::text[])
  `.execute(queries<Tables>(tx));
  return new Map(rows.map((row) => [row.offeringId, row]));
}

/** The offerings that the rows or the index of a version are of, whatever its document says. */
export async function pricedOfferings(
  tx: Tx,
  { priceListId, version }: VersionPlace,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly id: string }>`
    select offering_id as id from pricing.price_row
    where tenant_id = ${tx.tenant} and price_list_id = ${priceListId} and version = ${version}::integer
    union
    select offering_id from pricing.price_index_entry
    where tenant_id = ${tx.tenant} and price_list_id = ${priceListId} and version = ${version}::integer
      and offering_id <> ''
  `.execute(queries<Tables>(tx));
  return rows.map(({ id }) => id);
}
