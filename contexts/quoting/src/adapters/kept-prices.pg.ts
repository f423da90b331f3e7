import { queries, type Tx } from '@quotewright/platform/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { KeptPrices, PricedRevision, PricedWithin } from '../ports/kept-prices.ts';
import type { Tables } from './tables.ts';

/** Everything here needs quote_revision_by_priced, and of a quote its primary key. */
export const pgKeptPrices: KeptPrices = {
  async count(tx, within) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from quoting.quote_revision as r where ${inside(tx, within)}`.execute(
      queries<Tables>(tx),
    );
    return rows[0]?.count ?? 0;
  },

  page(tx, within, limit, after) {
    const behind =
      after === undefined
        ? sql``
        : sql`and (r.priced_at, r.quote_id, r.revision)
                > (${after.place}::timestamptz, ${after.id}::uuid, ${after.revision}::integer)`;
    return numbered(
      tx,
      sql`select ${key} from quoting.quote_revision as r where ${inside(tx, within)} ${behind}
          order by r.priced_at, r.quote_id, r.revision limit ${limit}`,
    );
  },

  sample(tx, within, size, seed) {
    return numbered(
      tx,
      sql`select ${key} from quoting.quote_revision as r where ${inside(tx, within)}
          order by hashtextextended(${seed}::text || r.quote_id::text || r.revision::text, 0) limit ${size}`,
    );
  },

  firstFrom(tx, times, before) {
    return numbered(
      tx,
      sql`select distinct first.* from unnest(${times.map((time) => new Date(time))}::timestamptz[]) as t(at)
          cross join lateral (
            select ${key} from quoting.quote_revision as r
            where r.tenant_id = ${tx.tenant} and r.priced_at >= t.at and r.priced_at < ${new Date(before)}
            order by r.priced_at, r.quote_id, r.revision limit 1
          ) as first`,
    );
  },

  async oldest(tx) {
    const { rows } = await sql<{ oldest: Date | null }>`
      select min(r.priced_at) as oldest from quoting.quote_revision as r
      where r.tenant_id = ${tx.tenant} and r.priced_at is not null`.execute(queries<Tables>(tx));
    return rows[0]?.oldest?.getTime();
  },
};

const key = sql`r.tenant_id, r.priced_at, r.quote_id, r.revision`;

const inside = (tx: Tx, { since, before }: PricedWithin) =>
  sql`r.tenant_id = ${tx.tenant} and r.priced_at >= ${new Date(since)} and r.priced_at < ${new Date(before)}`;

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly number: string;
  readonly priced_at: Date;
  readonly place: string;
}

/** In the order of their pricing. As text, because a time that was written by hand may be finer than a millisecond. */
async function numbered(tx: Tx, keys: RawBuilder<unknown>): Promise<readonly PricedRevision[]> {
  const { rows } = await sql<Row>`
    select k.quote_id as id, k.revision, q.number, k.priced_at, k.priced_at::text as place
    from (${keys}) as k
    join quoting.quote as q on q.tenant_id = k.tenant_id and q.id = k.quote_id
    order by k.priced_at, k.quote_id, k.revision`.execute(queries<Tables>(tx));
  return rows.map(({ priced_at, ...row }) => ({ ...row, pricedAt: priced_at.getTime() }));
}
