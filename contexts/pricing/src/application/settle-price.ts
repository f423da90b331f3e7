import { inputHashOf } from '../domain/price-identity.ts';
import type { PriceResult } from '../domain/price-result.ts';
import type { Promotion } from '../domain/promotion.ts';
import { redeemedPromotions } from '../domain/redeemed-promotions.ts';
import type { ObtainedPrice, PinnedPrice, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import type { Reading } from './reading.ts';

interface SettlePriceDeps<Refusal> {
  readonly prices: PricesOfInputs<Refusal>;
  readonly promotionUsage: PromotionUsage;
}

/** Each round takes at least one promotion away; who has more of them with next to no budget gets none of these. */
const MOST_ROUNDS = 20;

/**
 * The price of an input, where no promotion takes off more than its budget has left: what is quoted with one that does
 * could never be accepted, so it counts as exhausted, which is another input. Each question is asked in a transaction of its own
 * where `read` opens them, so that none holds a connection while it waits for a copy.
 */
export const settlePrice =
  <Refusal extends string = never>({ prices, promotionUsage }: SettlePriceDeps<Refusal>) =>
  async (read: Reading, pinned: PinnedPrice, signal?: AbortSignal): Promise<ObtainedPrice | Refusal> => {
    let asked = pinned;
    for (let round = 1; ; round += 1) {
      const now = asked;
      const obtained = await read((tx) => prices.price(tx, now, signal));
      if (typeof obtained === 'string') return obtained;
      const used = budgetedOf(now, obtained.priced.result);
      if (used.length === 0) return obtained;
      const overspent = await read((tx) => promotionUsage.overspent(tx, used));
      if (overspent.size === 0) return obtained;
      // Others may count now that did not combine, so each round asks again.
      asked = without(
        asked,
        round < MOST_ROUNDS ? overspent : new Set(allBudgeted(asked).map(({ id }) => id)),
      );
    }
  };

function without(pinned: PinnedPrice, spent: ReadonlySet<string>): PinnedPrice {
  const exhausted = new Set([...(pinned.input.exhaustedPromotions ?? []), ...spent]);
  const input = { ...pinned.input, exhaustedPromotions: [...exhausted].sort() };
  return { ...pinned, input, inputHash: inputHashOf(input) };
}

function allBudgeted({ ruleSets: { promotions } }: PinnedPrice): readonly Promotion[] {
  return promotions?.content.promotions.filter(({ limits }) => limits?.budget !== undefined) ?? [];
}

/** What the price takes of promotions that have a budget. */
function budgetedOf(pinned: PinnedPrice, result: PriceResult) {
  const budgeted = new Map(allBudgeted(pinned).map((promotion) => [promotion.id, promotion]));
  // Before the whole explanation is walked through: few promotions have a budget.
  if (budgeted.size === 0) return [];
  return redeemedPromotions(pinned.input, result).flatMap(({ promotionId, discount }) => {
    const promotion = budgeted.get(promotionId);
    return promotion === undefined ? [] : [{ promotion, discount }];
  });
}
