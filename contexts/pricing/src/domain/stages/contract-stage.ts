import { type Decimal, decimalText } from '@quotewright/kernel';
import type { ChargeCase, ContractCase } from '../charge-case.ts';
import type { ContractPrice } from '../contract-price.ts';
import { amountOf, boundsAt, reachedTier, type Tier, tiersOf } from '../tariff.ts';
import { rangeText } from '../validity.ts';
import type { Stage, StageStep } from '../waterfall.ts';
import { boundSteps } from './bound-steps.ts';
import { slicesInput } from './tier-stage.ts';

/** What the account has agreed on instead of the list price, with its own tiers and bounds. */
export const contractStage: Stage = (charge, before) => [
  ...charge.contractsOutOfDate.map((other) => outOfDateStep(charge, other, before)),
  ...(charge.contract === undefined ? [] : contractSteps(charge, charge.contract)),
];

/** What the account has agreed on for other days: who looks for the agreed price sees why it does not count. */
function outOfDateStep({ input }: ChargeCase, price: ContractPrice, before: Decimal): StageStep {
  return {
    ruleId: price.id,
    ruleVersion: input.contractSetVersion as number,
    reasonCode: 'CONTRACT_NOT_VALID',
    input: { model: price.model },
    adjustment: { type: 'set', value: decimalText(before) },
    amount: before,
    skipped: `holds ${rangeText(price.validity)}`,
  };
}

function contractSteps(charge: ChargeCase, contract: ContractCase): readonly StageStep[] {
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
}

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
