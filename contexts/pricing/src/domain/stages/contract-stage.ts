import { decimalText } from '@quotewright/kernel';
import type { ChargeCase, ContractCase } from '../charge-case.ts';
import type { ContractPrice } from '../contract-price.ts';
import { amountOf, boundsAt, reachedTier, type Tier, tiersOf } from '../tariff.ts';
import type { Stage, StageStep } from '../waterfall.ts';
import { boundSteps } from './bound-steps.ts';
import { slicesInput } from './tier-stage.ts';

/** What the account has agreed on instead of the list price, with its own tiers and bounds. */
export const contractStage: Stage = (charge) => {
  const { contract } = charge;
  if (contract === undefined) return [];
  const step = contractStep(charge, contract, contract.price);
  const tier = reachedTier(tiersOf(contract.price), contract.tierBasis);
  return [
    ...contract.outranked.map((other) => ({
      ...contractStep(charge, contract, other),
      reasonCode: 'CONTRACT_OUTRANKED',
      skipped: `${contract.price.id} comes first`,
    })),
    step,
    ...boundSteps(step, boundsAt(contract.price, tier), step.amount),
  ];
};

function contractStep(charge: ChargeCase, { tierBasis }: ContractCase, price: ContractPrice): StageStep {
  const { per } = charge.price.charge;
  const tiers = tiersOf(price);
  const { above, amount: unitPrice } = tiers[reachedTier(tiers, tierBasis)] as Tier;
  const amount = amountOf(price, charge.quantity, tierBasis, per);
  return {
    ruleId: price.id,
    // The set that the input pins; without one there is no contract price.
    ruleVersion: charge.input.contractSetVersion as number,
    reasonCode: 'CONTRACT_PRICE',
    input: {
      model: price.model,
      quantity: decimalText(charge.quantity),
      unit: charge.unit,
      unitPrice,
      per,
      basis: decimalText(tierBasis),
      ...(above === undefined ? {} : { above }),
      ...(price.model === 'graduated' ? { slices: slicesInput(price, charge.quantity, per) } : {}),
    },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}
