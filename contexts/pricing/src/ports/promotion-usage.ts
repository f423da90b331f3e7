import type { Decimal } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { Promotion } from '../domain/promotion.ts';

/**
 * What accepted quotes have taken of limited promotions, for whoever makes a price. A read may be told of a moment ago: what counts is
 * counted again at acceptance (`PromotionRedemptions`), under locks.
 */
export interface PromotionUsage {
  /** Ids of those whose limits are reached, for this account. No read where no promotion has limits. */
  exhausted(tx: Tx, promotions: readonly Promotion[], accountId: string | null): Promise<ReadonlySet<string>>;
  /** Ids of those whose budget has less left than the discount. No read where no promotion has a budget. */
  overspent(
    tx: Tx,
    used: readonly { readonly promotion: Promotion; readonly discount: Decimal }[],
  ): Promise<ReadonlySet<string>>;
}
