import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { Price } from '../domain/price.ts';
import type { PriceAdjustment } from '../domain/price-adjustment.ts';
import type { RuleSetContents } from '../domain/rule-set.ts';
import type { CopiedRuleSetKind } from './pricing-categories.ts';
import type { Tables } from './tables.ts';

/* What copies are made of, for comparing them: published versions only, in the order of a key, by index. */

export interface CopiedPrices {
  readonly priceListId: string;
  readonly version: number;
  readonly offeringId: string;
  readonly prices: readonly Price[];
}

export type PricesPlace = Pick<CopiedPrices, 'priceListId' | 'version' | 'offeringId'>;

export async function copiedPrices(tx: Tx, after: PricesPlace, limit: number) {
  const { rows } = await sql<CopiedPrices>`
    select priced.price_list_id as "priceListId", priced.version, priced.offering_id as "offeringId",
      jsonb_agg(priced.body order by priced.position) as prices
    from pricing.price_row as priced
    join pricing.price_list_version as held
      on held.tenant_id = priced.tenant_id and held.price_list_id = priced.price_list_id
        and held.version = priced.version and held.state = 'published'
    where priced.tenant_id = ${tx.tenant}
      and (priced.price_list_id, priced.version, priced.offering_id)
        > (${after.priceListId}::text, ${after.version}::integer, ${after.offeringId}::text)
    group by priced.price_list_id, priced.version, priced.offering_id
    order by priced.price_list_id, priced.version, priced.offering_id
    limit ${limit}
  `.execute(queries<Tables>(tx));
  return rows;
}

export interface CopiedAdjustments {
  readonly priceListId: string;
  readonly version: number;
  readonly adjustments: readonly PriceAdjustment[];
}

export type VersionPlace = Pick<CopiedAdjustments, 'priceListId' | 'version'>;

export async function copiedAdjustments(tx: Tx, after: VersionPlace, limit: number) {
  const { rows } = await sql<CopiedAdjustments>`
    select held.price_list_id as "priceListId", held.version,
      coalesce(
        (select jsonb_agg(rule.body order by rule.position) from pricing.price_adjustment as rule
          where rule.tenant_id = held.tenant_id and rule.price_list_id = held.price_list_id
            and rule.version = held.version),
        '[]'
      ) as adjustments
    from pricing.price_list_version as held
    where held.tenant_id = ${tx.tenant} and held.state = 'published'
      and (held.price_list_id, held.version) > (${after.priceListId}::text, ${after.version}::integer)
    order by held.price_list_id, held.version
    limit ${limit}
  `.execute(queries<Tables>(tx));
  return rows;
}

/** The currencies that have a price list with an active version. */
export const activeLists = (tx: Tx, afterCurrency: string, limit: number) =>
  queries<Tables>(tx)
    .selectFrom('pricing.price_list')
    .select(['currency', 'id', 'active_version as version'])
    .$narrowType<{ version: number }>()
    .where('tenant_id', '=', tx.tenant)
    .where('active_version', 'is not', null)
    .where('currency', '>', afterCurrency)
    .orderBy('currency')
    .limit(limit)
    .execute();

export async function copiedRuleSets<Kind extends CopiedRuleSetKind>(
  tx: Tx,
  kind: Kind,
  afterVersion: number,
  limit: number,
): Promise<readonly { readonly version: number; readonly content: RuleSetContents[Kind] }[]> {
  const rows = await queries<Tables>(tx)
    .selectFrom('pricing.rule_set_version')
    .select(['version', 'document'])
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('subject', '=', '')
    .where('version', '>', afterVersion)
    .orderBy('version')
    .limit(limit)
    .execute();
  return rows.map(({ version, document }) => ({ version, content: JSON.parse(document.toString('utf8')) }));
}
