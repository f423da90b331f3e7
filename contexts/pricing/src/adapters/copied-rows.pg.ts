import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { PriceAdjustment } from '../domain/price-adjustment.ts';
import type { CopiedRuleSetKind } from './pricing-categories.ts';
import type { Tables } from './tables.ts';

/* What copies are made of, for comparing them: published versions only, in the order of a key, by index. */

export interface CopiedAdjustments {
  readonly priceListId: string;
  readonly version: number;
  readonly adjustments: readonly PriceAdjustment[];
  /** Of the document that the rows were made from; null where its bytes are not those that were published. */
  readonly frozen: readonly PriceAdjustment[] | null;
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
      ) as adjustments,
      -- The case guards the cast: bytes that somebody changed may be no JSON.
      case when encode(sha256(held.document), 'hex') = held.content_hash
        then coalesce(convert_from(held.document, 'UTF8')::jsonb -> 'adjustments', '[]')
      end as frozen
    from pricing.price_list_version as held
    where held.tenant_id = ${tx.tenant} and held.state = 'published'
      and (held.price_list_id, held.version) > (${after.priceListId}::text, ${after.version}::integer)
    order by held.price_list_id, held.version
    limit ${limit}
  `.execute(queries<Tables>(tx));
  return rows;
}

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
