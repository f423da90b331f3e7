import { type Decimal, decimalText, ZERO } from '@quotewright/kernel';
import type { ChargeCase } from './charge-case.ts';
import type { ExplanationStep } from './price-result.ts';
import { attributeStage, channelStage, termStage } from './stages/adjustment-stages.ts';
import { contractStage } from './stages/contract-stage.ts';
import { listStage } from './stages/list-stage.ts';
import { manualStage } from './stages/manual-stage.ts';
import { promotionStage } from './stages/promotion-stage.ts';
import { roundingStage } from './stages/rounding-stage.ts';
import { tierStage } from './stages/tier-stage.ts';

/** What a rule makes of the charge's amount, exactly; or would have made, when it was skipped and why. */
export interface StageStep {
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly reasonCode: string;
  readonly input: ExplanationStep['input'];
  readonly adjustment: ExplanationStep['adjustment'];
  readonly amount: Decimal;
  readonly skipped?: string;
}

/** A pure step of the waterfall over the charge's amount so far: the rules it looked at, in order. */
export type Stage = (charge: ChargeCase, before: Decimal) => readonly StageStep[];

/** The order in which an amount is made. It is fixed, and part of what the engine's version stands for. */
export const WATERFALL_ORDER = [
  'list', // the price list's amount, times the quantity
  'contract', // the account's own prices
  'tier', // the list's tiers; before surcharges, which would be overwritten
  'attribute', // surcharges by characteristic
  'term', // ramps, and discounts for commitment
  'promotion',
  'manual', // a person's discount, with a reason
  'channel', // partner margins
  'rounding', // once, at the end
] as const;

export type StageName = (typeof WATERFALL_ORDER)[number];

const STAGES: Readonly<Record<StageName, Stage>> = {
  list: listStage,
  contract: contractStage,
  tier: tierStage,
  attribute: attributeStage,
  term: termStage,
  promotion: promotionStage,
  manual: manualStage,
  channel: channelStage,
  rounding: roundingStage,
};

/** Runs a charge through the waterfall: the amount it ends with, and every step on the way. */
export function runWaterfall(charge: ChargeCase): {
  readonly amount: Decimal;
  readonly explanation: readonly ExplanationStep[];
} {
  const explanation: ExplanationStep[] = [];
  let current = ZERO;
  for (const stage of WATERFALL_ORDER) {
    for (const { amount, ...step } of STAGES[stage](charge, current)) {
      const before = decimalText(current);
      if (step.skipped === undefined) current = amount;
      explanation.push({ seq: explanation.length + 1, stage, ...step, before, after: decimalText(current) });
    }
  }
  return { amount: current, explanation };
}
