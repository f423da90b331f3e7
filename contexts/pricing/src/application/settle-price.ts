import type { Tx } from '@quotewright/platform/postgres';
import { inputHashOf } from '../domain/price-identity.ts';
import type { PriceResult } from '../domain/price-result.ts';
import { redeemedPromotions } from '../domain/redeemed-promotions.ts';
import type { ObtainedPrice, PinnedPrice, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';

interface SettlePriceDeps<Refusal> {
  readonly prices: PricesOfInputs<Refusal>;
  readonly promotionUsage: PromotionUsage;
}

/**
 * The price of an input, where no promotion takes off more than its budget has left: what is quoted with one that does
 * could never be accepted, so it counts as exhausted, which is another input.
 */
export const settlePrice =
  <Refusal extends string = never>({ prices, promotionUsage }: SettlePriceDeps<Refusal>) =>
  async (tx: Tx, pinned: PinnedPrice): Promise<ObtainedPrice | Refusal> => {
    let asked = pinned;
    for (;;) {
      const obtained = await prices.price(tx, asked);
      if (typeof obtained === 'string') return obtained;
      const overspent = await overspentPromotions(promotionUsage, tx, asked, obtained.priced.result);
      if (overspent.size === 0) return obtained;
      // Others may count now that did not combine, so each round asks again; it takes one more promotion away.
      asked = without(asked, overspent);
    }
  };

function without(pinned: PinnedPrice, overspent: ReadonlySet<string>): PinnedPrice {
  const exhaustedPromotions = [...(pinned.input.exhaustedPromotions ?? []), ...overspent].sort();
  const input = { ...pinned.input, exhaustedPromotions };
  return { ...pinned, input, inputHash: inputHashOf(input) };
}

async function overspentPromotions(
  usage: PromotionUsage,
  tx: Tx,
  { input, ruleSets: { promotions } }: PinnedPrice,
  result: PriceResult,
): Promise<ReadonlySet<string>> {
  const budgeted = promotions?.content.promotions.filter(({ limits }) => limits?.budget !== undefined) ?? [];
  // Before the whole explanation is walked through: few promotions have a budget.
  if (budgeted.length === 0) return new Set();
  const byId = new Map(budgeted.map((promotion) => [promotion.id, promotion]));
  const used = redeemedPromotions(input, result).flatMap(({ promotionId, discount }) => {
    const promotion = byId.get(promotionId);
    return promotion === undefined ? [] : [{ promotion, discount }];
  });
  return usage.overspent(tx, used);
}
