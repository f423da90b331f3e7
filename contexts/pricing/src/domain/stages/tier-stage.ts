import { type Decimal, decimalText, type JsonValue } from '@quotewright/kernel';
import type { ChargeCase } from '../charge-case.ts';
import type { TariffPrice } from '../price.ts';
import {
  amountAtTier,
  amountOf,
  boundsAt,
  reachedTier,
  slicesOf,
  type Tariff,
  type Tier,
  tiersOf,
} from '../tariff.ts';
import type { Stage, StageStep } from '../waterfall.ts';
import { boundSteps } from './bound-steps.ts';
import { hasTiers } from './list-stage.ts';

/**
 * The tiers of the list price. Of volume and block tiers every one above the first is accounted for; graduated tiers
 * are one step that shows the slices. A contract price stands instead of them.
 */
export const tierStage: Stage = (charge, before) => {
  const { price, tierBasis, contract } = charge;
  if (price.model === 'percentOfTotal' || !hasTiers(price)) return [];
  if (contract !== undefined) return [replaced(charge, price, contract.price.id, before)];
  const reached = reachedTier(tiersOf(price), tierBasis);
  const steps =
    price.model === 'graduated' ? [graduatedStep(charge, price)] : tierSteps(charge, price, reached);
  const amount = steps.find(({ skipped }) => skipped === undefined)?.amount ?? before;
  const rule = { ruleId: `${price.id}/tiers/${reached}`, ruleVersion: charge.priceListVersion };
  return [...steps, ...boundSteps(rule, boundsAt(price, reached), amount)];
};

function tierSteps(charge: ChargeCase, price: TariffPrice, reached: number): readonly StageStep[] {
  const basis = decimalText(charge.tierBasis);
  return tiersOf(price)
    .slice(1)
    .map((tier, position) => {
      const index = position + 1;
      const step = tierStep(charge, price, tier, index);
      if (index === reached) return step;
      return index < reached
        ? { ...step, reasonCode: 'TIER_SURPASSED', skipped: `${basis} reaches a higher tier` }
        : { ...step, reasonCode: 'TIER_NOT_REACHED', skipped: `${basis} is not above ${tier.above}` };
    });
}

function tierStep(
  { priceListVersion, quantity, tierBasis }: ChargeCase,
  price: TariffPrice,
  tier: Tier,
  index: number,
): StageStep {
  const amount = amountAtTier(price, index, quantity, price.charge.per);
  return {
    ruleId: `${price.id}/tiers/${index}`,
    ruleVersion: priceListVersion,
    reasonCode: price.model === 'block' ? 'BLOCK_REACHED' : 'TIER_REACHED',
    input: {
      above: tier.above as string,
      basis: decimalText(tierBasis),
      basisOf: countedBy(price),
      unitPrice: tier.amount,
      per: price.charge.per,
    },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}

/** Ids of what the tiers count. */
function countedBy(price: TariffPrice): readonly string[] {
  const basis = price.model === 'flat' ? undefined : price.tierBasis;
  if (basis?.kind === 'sumOf') return basis.charges;
  return basis?.kind === 'bundle' ? basis.offeringIds : [price.charge.id];
}

function graduatedStep({ priceListVersion, quantity, tierBasis }: ChargeCase, price: TariffPrice): StageStep {
  const amount = amountOf(price, quantity, tierBasis, price.charge.per);
  return {
    ruleId: `${price.id}/tiers`,
    ruleVersion: priceListVersion,
    reasonCode: 'GRADUATED_TIERS',
    input: {
      quantity: decimalText(quantity),
      per: price.charge.per,
      slices: slicesInput(price, quantity, price.charge.per),
    },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}

export function slicesInput(tariff: Tariff, quantity: Decimal, per: string): readonly JsonValue[] {
  const tiers = tiersOf(tariff);
  return slicesOf(tiers, quantity, per).map((slice) => ({
    quantity: decimalText(slice.quantity),
    unitPrice: (tiers[slice.tier] as Tier).amount,
    amount: decimalText(slice.amount),
  }));
}

function replaced(charge: ChargeCase, price: TariffPrice, by: string, before: Decimal): StageStep {
  return {
    ruleId: `${price.id}/tiers`,
    ruleVersion: charge.priceListVersion,
    reasonCode: 'TIER_REPLACED',
    input: { basis: decimalText(charge.tierBasis) },
    adjustment: { type: 'set', value: decimalText(before) },
    amount: before,
    skipped: `the contract price ${by} stands instead of the list's tiers`,
  };
}
