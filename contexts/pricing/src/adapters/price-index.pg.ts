import { sha256 } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { compileIndex } from '../domain/compile-price-index.ts';
import { fail } from '../domain/errors.ts';
import {
  type ListFacts,
  type ListRules,
  type OfferingPrices,
  PRICE_INDEX_FORMAT,
  RULES_ENTRY,
  UNPRICED,
} from '../domain/price-index.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import { frozenList } from './frozen-lists.pg.ts';
import type { Tables } from './tables.ts';

export const pgPriceIndex: PriceIndex = {
  async store(tx, list, entries) {
    if (entries.length === 0) return;
    const column = (name: 'offeringId' | 'contentHash') => entries.map((entry) => entry[name]);
    const documents = entries.map(({ document }) => Buffer.from(document, 'utf8'));
    await sql`
      insert into pricing.price_index_entry
        (tenant_id, price_list_id, version, offering_id, document, content_hash)
      select ${tx.tenant}, ${list.id}, ${list.version}::integer, offering_id, document, content_hash
      from unnest(${column('offeringId')}::text[], ${documents}::bytea[], ${column('contentHash')}::text[])
        as new (offering_id, document, content_hash)
      on conflict (tenant_id, price_list_id, version, offering_id) do nothing
    `.execute(queries<Tables>(tx));
  },

  async seal(tx, list) {
    // Of the bytes themselves, not of what stands beside them. The order is that of `indexIdentity`.
    await sql`
      insert into pricing.price_index
        (tenant_id, price_list_id, version, format, content_hash, entry_count, byte_count, built_at)
      select ${tx.tenant}, ${list.id}, ${list.version}::integer, ${PRICE_INDEX_FORMAT}::integer,
        encode(sha256(convert_to(string_agg(
          offering_id || ' ' || encode(sha256(document), 'hex'), E'\\n' order by offering_id collate "C"
        ), 'UTF8')), 'hex'),
        count(*), sum(octet_length(document)), ${new Date(tx.now)}::timestamptz
      from pricing.price_index_entry
      where tenant_id = ${tx.tenant} and price_list_id = ${list.id} and version = ${list.version}::integer
      having count(*) > 0
      on conflict (tenant_id, price_list_id, version) do nothing
    `.execute(queries<Tables>(tx));
    const sealed = await queries<Tables>(tx)
      .selectFrom('pricing.price_index')
      .select(['format', 'content_hash', 'entry_count', 'byte_count'])
      .where('tenant_id', '=', tx.tenant)
      .where('price_list_id', '=', list.id)
      .where('version', '=', list.version)
      .executeTakeFirst();
    if (sealed === undefined) throw damaged(list, 'has no entries');
    return {
      format: sealed.format,
      contentHash: sealed.content_hash,
      entryCount: sealed.entry_count,
      byteCount: sealed.byte_count,
    };
  },

  async read(tx, list, offeringIds) {
    const ids = [...new Set(offeringIds)];
    const rows = await entriesOf(tx, list, [RULES_ENTRY, ...ids]);
    const format = rows[0]?.format ?? null;
    // Entries of another compiler are not read as if they were our own.
    if (format !== null && format !== PRICE_INDEX_FORMAT) return indexOfDocument(tx, list, ids);
    const contents = new Map(rows.map((row) => [row.offering_id, contentOf(list, row)]));
    const rules = contents.get(RULES_ENTRY) as ListRules | undefined;
    if (rules === undefined) {
      if (format !== null) throw damaged(list, 'has lost its rules');
      return indexOfDocument(tx, list, ids);
    }
    const lost = rows.find((row) => row.document === null && row.priced);
    if (lost !== undefined) throw damaged(list, `has lost its entry of "${lost.offering_id}"`);
    const pricesOf = (id: string) => (contents.get(id) as OfferingPrices | undefined) ?? UNPRICED;
    return { rules, prices: new Map(ids.map((id) => [id, pricesOf(id)])) };
  },
};

interface Row {
  readonly offering_id: string;
  readonly document: Buffer | null;
  readonly content_hash: string | null;
  /** Of the manifest; null where there is none. */
  readonly format: number | null;
  /** Without an entry: whether the version has prices of the offering, so that there must have been one. */
  readonly priced: boolean;
}

/** A row for each id, in one statement, by the primary keys of the entries, the manifest and the rows of prices. */
async function entriesOf(tx: Tx, list: PinnedPriceList, ids: readonly string[]): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select asked.id as offering_id, entry.document, entry.content_hash, sealed.format,
      entry.document is null and exists (
        select from pricing.price_row as price
        where price.tenant_id = ${tx.tenant} and price.price_list_id = ${list.id}
          and price.version = ${list.version}::integer and price.offering_id = asked.id
      ) as priced
    from unnest(${ids}::text[]) as asked (id)
    left join pricing.price_index_entry as entry
      on entry.tenant_id = ${tx.tenant} and entry.price_list_id = ${list.id}
        and entry.version = ${list.version}::integer and entry.offering_id = asked.id
    left join pricing.price_index as sealed
      on sealed.tenant_id = ${tx.tenant} and sealed.price_list_id = ${list.id}
        and sealed.version = ${list.version}::integer
  `.execute(queries<Tables>(tx));
  return rows;
}

/** Nobody relies on bytes that are not those under whose hash they were compiled: rows can be edited by hand. */
function contentOf(list: PinnedPriceList, { offering_id, document, content_hash }: Row): unknown {
  if (document === null) return undefined;
  if (sha256(document) !== content_hash) {
    const what = offering_id === RULES_ENTRY ? 'of its rules' : `of "${offering_id}"`;
    throw damaged(list, `has an entry ${what} that is not what was compiled`);
  }
  return JSON.parse(document.toString('utf8'));
}

/**
 * What an earlier release has published, or one with another compiler, compiled from the frozen document at this moment. The
 * document may be large, and is read whole, because its hash is the only one that vouches for such a version.
 */
async function indexOfDocument(
  tx: Tx,
  list: PinnedPriceList,
  offeringIds: readonly string[],
): Promise<ListFacts> {
  const frozen = await frozenList(tx, { priceListId: list.id, version: list.version });
  if (frozen === undefined) return { rules: [], prices: new Map(offeringIds.map((id) => [id, UNPRICED])) };
  if (frozen.list === undefined)
    throw damaged(list, 'cannot be compiled: its document is not what was published');
  const wanted = new Set(offeringIds);
  const prices = frozen.list.prices.filter(({ offeringId }) => wanted.has(offeringId));
  const { rules, entries } = compileIndex({ ...frozen.list, prices });
  return { rules, prices: new Map(offeringIds.map((id) => [id, entries.get(id) ?? UNPRICED])) };
}

function damaged({ id, version }: PinnedPriceList, what: string) {
  return fail('PRICE_INDEX_DAMAGED', `the index of version ${version} of "${id}" ${what}`);
}
