import { sha256 } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
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
import { indexOfRows } from './price-index-of-rows.pg.ts';
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
    const contents = new Map(rows.map((row) => [row.offering_id, contentOf(list, row)]));
    const rules = contents.get(RULES_ENTRY) as ListRules | undefined;
    if (rules === undefined) return publishedWithout(tx, list, ids);
    const pricesOf = (id: string) => (contents.get(id) as OfferingPrices | undefined) ?? UNPRICED;
    return { rules, prices: new Map(ids.map((id) => [id, pricesOf(id)])) };
  },
};

/** Index: the primary key (tenant_id, price_list_id, version, offering_id). */
const entriesOf = (tx: Tx, list: PinnedPriceList, ids: readonly string[]) =>
  queries<Tables>(tx)
    .selectFrom('pricing.price_index_entry')
    .select(['offering_id', 'document', 'content_hash'])
    .where('tenant_id', '=', tx.tenant)
    .where('price_list_id', '=', list.id)
    .where('version', '=', list.version)
    .where(sql<boolean>`offering_id = any(${ids}::text[])`)
    .execute();

type Row = Awaited<ReturnType<typeof entriesOf>>[number];

/** Nobody relies on bytes that are not those under whose hash they were compiled: rows can be edited by hand. */
function contentOf(list: PinnedPriceList, { offering_id, document, content_hash }: Row): unknown {
  if (sha256(document) !== content_hash) {
    const what = offering_id === RULES_ENTRY ? 'of its rules' : `of "${offering_id}"`;
    throw damaged(list, `has an entry ${what} that is not what was compiled`);
  }
  return JSON.parse(document.toString('utf8'));
}

/** A version without rules is one that an earlier release has published, or one that somebody has taken apart. */
async function publishedWithout(
  tx: Tx,
  list: PinnedPriceList,
  offeringIds: readonly string[],
): Promise<ListFacts> {
  const { rows } = await sql`
    select from pricing.price_index
    where tenant_id = ${tx.tenant} and price_list_id = ${list.id} and version = ${list.version}::integer
  `.execute(queries<Tables>(tx));
  if (rows.length > 0) throw damaged(list, 'has lost its rules');
  return indexOfRows(tx, list, offeringIds);
}

function damaged({ id, version }: PinnedPriceList, what: string) {
  return fail('PRICE_INDEX_DAMAGED', `the index of version ${version} of "${id}" ${what}`);
}
