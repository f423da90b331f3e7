import { queries } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { Workbench } from './pricing-workbench.ts';
import { actor } from './pricing-workbench.ts';

export interface RedemptionCount {
  readonly id: string;
  readonly redemptions: number;
  readonly discount: number;
}

/** What the counters say, and what the rows come to that are not given back; promotions that nobody holds are left out. */
export async function redemptionCounts(bench: Workbench): Promise<{
  readonly counters: readonly RedemptionCount[];
  readonly rows: readonly RedemptionCount[];
}> {
  return bench.db.withTenant(actor.tenant, 'read', async (tx) => {
    const counters = await sql<RedemptionCount>`
      select usage.promotion_id as id, redemptions, discount::float8 as discount
      from pricing.promotion_usage as usage join pricing.promotion_discount as taken
        on taken.tenant_id = usage.tenant_id and taken.promotion_id = usage.promotion_id
      where usage.tenant_id = ${tx.tenant} and (redemptions, discount) <> (0, 0)
      order by usage.promotion_id collate "C"
    `.execute(queries(tx));
    const rows = await sql<RedemptionCount>`
      select promotion_id as id, count(*)::int4 as redemptions, sum(discount)::float8 as discount
      from pricing.promotion_redemption where tenant_id = ${tx.tenant} and released_at is null
      group by promotion_id order by promotion_id collate "C"
    `.execute(queries(tx));
    return { counters: counters.rows, rows: rows.rows };
  });
}
