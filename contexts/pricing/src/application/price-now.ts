import type { Tx } from '@quotewright/platform/postgres';
import { engineOf } from '../domain/engine.ts';
import type { PricedQuote, PriceRequest } from '../domain/price-request.ts';
import { redeemedPromotions } from '../domain/redeemed-promotions.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import type { ActiveRuleSets } from '../ports/rule-sets.ts';
import { calculatePrice } from './calculate-price.ts';
import { type ResolvePriceDeps, resolvePrice } from './resolve-price.ts';

/**
 * Prices what is asked for, by today's active versions, which the answer pins. A promotion whose budget has less left
 * than it would take off counts as exhausted: what is quoted with it could never be accepted.
 */
export const priceNow =
  (deps: ResolvePriceDeps) =>
  async (tx: Tx, request: PriceRequest): Promise<PricedQuote> => {
    const { input, facts, ruleSets } = await resolvePrice(deps)(tx, request);
    let priced = calculatePrice(engineOf(input), input, facts);
    for (;;) {
      const overspent = await overspentPromotions(deps.promotionUsage, tx, priced, ruleSets);
      if (overspent.size === 0) return priced;
      const exhaustedPromotions = [...(priced.input.exhaustedPromotions ?? []), ...overspent].sort();
      // Others may count now that did not combine, so each round asks again; it takes one more promotion away.
      priced = calculatePrice(engineOf(input), { ...priced.input, exhaustedPromotions }, facts);
    }
  };

function overspentPromotions(
  usage: PromotionUsage,
  tx: Tx,
  { input, result }: PricedQuote,
  { promotions }: ActiveRuleSets,
): Promise<ReadonlySet<string>> {
  const byId = new Map(promotions?.content.promotions.map((promotion) => [promotion.id, promotion]));
  const used = redeemedPromotions(input, result).flatMap(({ promotionId, discount }) => {
    const promotion = byId.get(promotionId);
    return promotion === undefined ? [] : [{ promotion, discount }];
  });
  return usage.overspent(tx, used);
}
