import { decimalText } from '@quotewright/kernel';
import { type ChargeCase, extended, reachedTier, tiersOf } from '../charge-case.ts';
import type { Tier } from '../price.ts';
import type { Stage, StageStep } from '../waterfall.ts';

/** Volume tiers: all units take the price of the highest tier reached. Every tier above the first is accounted for. */
export const tierStage: Stage = (charge) => {
  const tiers = tiersOf(charge.price);
  const reached = reachedTier(tiers, charge.tierBasis);
  const basis = decimalText(charge.tierBasis);
  return tiers.slice(1).map((tier, position) => {
    const index = position + 1;
    const step = tierPrice(charge, tier, index);
    if (index === reached) return step;
    return index < reached
      ? { ...step, reasonCode: 'TIER_SURPASSED', skipped: `${basis} reaches a higher tier` }
      : { ...step, reasonCode: 'TIER_NOT_REACHED', skipped: `${basis} is not above ${tier.above}` };
  });
};

function tierPrice(
  { price, priceListVersion, quantity, tierBasis }: ChargeCase,
  tier: Tier,
  index: number,
): StageStep {
  const amount = extended(quantity, tier.amount, price.charge.per);
  const sumOf =
    price.model === 'volume' && price.tierBasis.kind === 'sumOf' ? price.tierBasis.charges : undefined;
  return {
    ruleId: `${price.id}/tiers/${index}`,
    ruleVersion: priceListVersion,
    reasonCode: 'TIER_REACHED',
    input: {
      above: tier.above as string,
      basis: decimalText(tierBasis),
      basisOf: sumOf ?? [price.charge.id],
      unitPrice: tier.amount,
      per: price.charge.per,
    },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}
