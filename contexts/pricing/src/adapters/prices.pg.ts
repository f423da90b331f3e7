import { decodeCursor, encodeCursor } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { Price } from '../domain/price.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { Prices } from '../ports/prices.ts';
import type { Tables } from './tables.ts';

const ROW = 'pricing.price_row';

// Index: the primary key (tenant_id, price_list_id, version, offering_id, position).
function rowsOf(tx: Tx, list: PinnedPriceList) {
  return queries<Tables>(tx)
    .selectFrom(ROW)
    .where('tenant_id', '=', tx.tenant)
    .where('price_list_id', '=', list.id)
    .where('version', '=', list.version);
}

export const pgPrices: Prices = {
  async store(tx, list, prices) {
    const rows = prices.map(({ position, price }) => ({
      position,
      offering_id: price.offeringId,
      price_id: price.id,
      body: price,
    }));
    // One parameter for all rows: the statement is the same for every batch size.
    await sql`
      insert into pricing.price_row (tenant_id, price_list_id, version, offering_id, position, price_id, body)
      select ${tx.tenant}, ${list.id}, ${list.version}::integer, r.offering_id, r.position, r.price_id, r.body
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r (offering_id text, position integer, price_id text, body jsonb)
      on conflict (tenant_id, price_list_id, version, offering_id, position) do nothing
    `.execute(queries<Tables>(tx));
  },

  async storeAdjustments(tx, list, adjustments) {
    const rows = adjustments.map((body, position) => ({ position, adjustment_id: body.id, body }));
    await sql`
      insert into pricing.price_adjustment (tenant_id, price_list_id, version, position, adjustment_id, body)
      select ${tx.tenant}, ${list.id}, ${list.version}::integer, r.position, r.adjustment_id, r.body
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r (position integer, adjustment_id text, body jsonb)
      on conflict (tenant_id, price_list_id, version, position) do nothing
    `.execute(queries<Tables>(tx));
  },

  async count(tx, list) {
    const { rows } = await rowsOf(tx, list)
      .select((row) => row.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return rows;
  },

  async ofOfferings(tx, list, offeringIds) {
    const rows = await rowsOf(tx, list)
      .where(sql<boolean>`offering_id = any(${[...new Set(offeringIds)]}::text[])`)
      .select('body')
      .orderBy('offering_id')
      .orderBy('position')
      .execute();
    return Map.groupBy(
      rows.map(({ body }): Price => body),
      ({ offeringId }) => offeringId,
    );
  },

  async activeChargeIds(tx) {
    // Every row of the active lists, by the primary key: asked when rules are published, which is seldom.
    const { rows } = await sql<{ id: string }>`
      select distinct priced.body -> 'charge' ->> 'id' as id
      from pricing.price_list as list
      join pricing.price_row as priced
        on priced.tenant_id = list.tenant_id and priced.price_list_id = list.id
          and priced.version = list.active_version
      where list.tenant_id = ${tx.tenant}
    `.execute(queries<Tables>(tx));
    return new Set(rows.map(({ id }) => id));
  },

  async adjustments(tx, list) {
    const rows = await queries<Tables>(tx)
      .selectFrom('pricing.price_adjustment')
      .where('tenant_id', '=', tx.tenant)
      .where('price_list_id', '=', list.id)
      .where('version', '=', list.version)
      .select('body')
      .orderBy('position')
      .execute();
    return rows.map(({ body }) => body);
  },

  async page(tx, list, { offeringId }, { limit, cursor }) {
    let query = rowsOf(tx, list)
      .select(['offering_id', 'position', 'body'])
      .orderBy('offering_id')
      .orderBy('position')
      .limit(limit + 1);
    if (offeringId !== undefined) query = query.where('offering_id', '=', offeringId);
    if (cursor !== undefined) {
      const [after, position] = decodeCursor(cursor, ['text', 'number']);
      // float8 takes every number, so that a forged cursor finds nothing instead of failing in the server.
      query = query.where(sql<boolean>`(offering_id, position) > (${after}::text, ${position}::float8)`);
    }
    const rows = await query.execute();
    const items = rows.slice(0, limit).map(({ body }) => body);
    const last = rows[limit - 1];
    return rows.length > limit && last !== undefined
      ? { items, nextCursor: encodeCursor([last.offering_id, last.position]) }
      : { items };
  },
};
