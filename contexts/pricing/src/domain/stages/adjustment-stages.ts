import { type Decimal, decimal, decimalText } from '@quotewright/kernel';
import type { ChargeCase } from '../charge-case.ts';
import type { RampPhase } from '../price.ts';
import type { PriceAdjustment } from '../price-adjustment.ts';
import { unmetCondition } from '../unmet-condition.ts';
import { holdsOn } from '../validity.ts';
import type { Stage, StageStep } from '../waterfall.ts';
import { applyRules } from './rule-stage.ts';

/** Surcharges and deductions by how the product is configured. */
export const attributeStage: Stage = (charge, before) =>
  adjusted(charge, 'attribute', 'ATTRIBUTE_ADJUSTED', before);

/** What a commitment does: first the phase of a ramp, then the discounts for its length. */
export const termStage: Stage = (charge, before) => {
  const ramped = rampSteps(charge, before);
  return [...ramped, ...adjusted(charge, 'term', 'TERM_ADJUSTED', ramped[0]?.amount ?? before)];
};

/** Margins of partners and terms of channels. */
export const channelStage: Stage = (charge, before) =>
  adjusted(charge, 'channel', 'CHANNEL_ADJUSTED', before);

function adjusted(
  charge: ChargeCase,
  stage: PriceAdjustment['stage'],
  applied: string,
  before: Decimal,
): readonly StageStep[] {
  const holding = charge.adjustments.filter(
    (rule) =>
      rule.stage === stage &&
      holdsOn(rule.validity, charge.input.effectiveDate) &&
      unmetCondition(rule.conditions, charge) === undefined,
  );
  const words = {
    applied,
    notCombinable: 'ADJUSTMENT_NOT_COMBINABLE',
    notApplicable: 'ADJUSTMENT_NOT_APPLICABLE',
  };
  return applyRules(charge, holding, charge.priceListVersion, words, before);
}

function rampSteps({ price, phase, priceListVersion }: ChargeCase, before: Decimal): readonly StageStep[] {
  if (price.ramp === undefined || phase === undefined) return [];
  const { fromMonth, percent } = price.ramp[phase] as RampPhase;
  const next = price.ramp[phase + 1]?.fromMonth;
  const factor = decimal(percent).dividedBy(100);
  return [
    {
      ruleId: `${price.id}/ramp/${phase}`,
      ruleVersion: priceListVersion,
      reasonCode: 'RAMP_PHASE',
      input: { fromMonth, ...(next === undefined ? {} : { untilMonth: next - 1 }), percent },
      adjustment: { type: 'multiply', value: decimalText(factor) },
      amount: before.times(factor),
    },
  ];
}
