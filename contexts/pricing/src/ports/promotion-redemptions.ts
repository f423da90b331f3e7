import type { Decimal } from '@quotewright/kernel';
import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';

/** What accepted quotes have taken of a promotion. */
export interface PromotionCount {
  readonly promotionId: string;
  /** Which state of the counters this is: every change raises it. */
  readonly epoch: number;
  readonly redemptions: number;
  /** What they got off, by currency. */
  readonly discounts: ReadonlyMap<string, Decimal>;
}

/** The counters of a promotion after a change. */
export type MovedPromotion = Omit<PromotionCount, 'discounts'>;

export interface Redemption {
  readonly promotionId: string;
  readonly quoteId: string;
  readonly revision: number;
  readonly setVersion: number;
  readonly accountId: string | null;
  readonly discount: Decimal;
  readonly currency: string;
}

export interface PromotionRedemptions {
  /** Locks the counters of these promotions, made where they are missing, in the order of ids. */
  lock(tx: Tx, promotionIds: readonly string[]): Promise<ReadonlyMap<string, PromotionCount>>;
  /** Redemptions of one account that are not released, by promotion. The caller holds the locks. */
  countOfAccount(
    tx: Tx,
    promotionIds: readonly string[],
    accountId: string,
  ): Promise<ReadonlyMap<string, number>>;
  /** Those of a revision that are not released. */
  ofRevision(tx: Tx, quoteId: string, revision: number): Promise<readonly Redemption[]>;
  /** Writes redemptions and raises their counters. The caller holds the locks. */
  add(tx: Tx, redemptions: readonly Redemption[]): Promise<readonly MovedPromotion[]>;
  /** Marks redemptions as released and lowers their counters. The caller holds the locks. */
  release(tx: Tx, redemptions: readonly Redemption[]): Promise<readonly MovedPromotion[]>;
  /** By promotion id. */
  page(tx: Tx, page: PageRequest): Promise<Page<PromotionCount>>;
}
