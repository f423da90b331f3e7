import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { CopiedRuleSetKind } from './rule-set-categories.ts';
import type { Tables } from './tables.ts';

/* What copies are made of, for comparing them: published versions only, in the order of a key, by index. */

/** The currencies that have a price list, with its active version where it has one. */
export const activeLists = (tx: Tx, afterCurrency: string, limit: number) =>
  queries<Tables>(tx)
    .selectFrom('pricing.price_list')
    .select(['currency', 'id', 'active_version as version'])
    .where('tenant_id', '=', tx.tenant)
    .where('currency', '>', afterCurrency)
    .orderBy('currency')
    .limit(limit)
    .execute();

export interface CopiedRuleSet {
  readonly version: number;
  /** Null where the row of a version is gone. */
  readonly document: Buffer | null;
  readonly contentHash: string | null;
}

/** All versions that were published: their numbers have no gaps. */
export async function copiedRuleSets(
  tx: Tx,
  kind: CopiedRuleSetKind,
  afterVersion: number,
  limit: number,
): Promise<readonly CopiedRuleSet[]> {
  const { rows } = await sql<CopiedRuleSet>`
    select number.version, held.document, held.content_hash as "contentHash"
    from pricing.rule_set as published
    cross join generate_series(${afterVersion}::integer + 1, published.active_version) as number (version)
    left join pricing.rule_set_version as held
      on held.tenant_id = published.tenant_id and held.kind = published.kind
        and held.subject = published.subject and held.version = number.version
    where published.tenant_id = ${tx.tenant} and published.kind = ${kind} and published.subject = ''
    order by number.version
    limit ${limit}
  `.execute(queries<Tables>(tx));
  return rows;
}

/** Zero: nothing has been published yet. */
export async function activeSetVersion(tx: Tx, kind: CopiedRuleSetKind): Promise<number> {
  const row = await queries<Tables>(tx)
    .selectFrom('pricing.rule_set')
    .select('active_version')
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('subject', '=', '')
    .executeTakeFirst();
  return row?.active_version ?? 0;
}

/** Ids of promotions that were taken, and of others that are asked about, in order. */
export async function copiedUsageIds(
  tx: Tx,
  others: readonly string[],
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly id: string }>`
    select id from (
      select promotion_id as id from pricing.promotion_usage where tenant_id = ${tx.tenant}
      union
      select id from unnest(${others}::text[]) as other (id)
    ) as known
    where id > ${after}::text
    order by id
    limit ${limit}
  `.execute(queries<Tables>(tx));
  return rows.map(({ id }) => id);
}
