import { type Decimal, decimalText, type JsonObject } from '@quotewright/kernel';
import type { ChargeCase } from '../charge-case.ts';
import { countsUnits, type PriceRule } from '../price-adjustment.ts';
import type { StageStep } from '../waterfall.ts';
import { applyAdjustment } from './apply-adjustment.ts';

/** How the steps of a stage are called. */
export interface StageWords {
  readonly applied: string;
  readonly notCombinable: string;
  readonly notApplicable: string;
}

/**
 * Applies rules that hold, in their order, each to what the one before has left. An exclusive rule applies only
 * where none has applied before it, and is then the last; rules that lose by that are recorded.
 */
export function applyRules(
  charge: ChargeCase,
  rules: readonly NamedRule[],
  ruleVersion: number,
  words: StageWords,
  start: Decimal,
): readonly StageStep[] {
  let before = start;
  let winner: NamedRule | undefined;
  return rules.map((rule) => {
    if (charge.price.model === 'percentOfTotal' && countsUnits(rule.adjustment)) {
      const why = 'a percentage of a total has no units';
      return passedOver(rule, ruleVersion, words.notApplicable, why, before);
    }
    const { adjustment, amount } = applyAdjustment(rule.adjustment, charge, before);
    const step = { ruleId: rule.id, ruleVersion, input: inputOf(rule), adjustment, amount };
    if (winner !== undefined && [winner, rule].some(({ combination }) => combination === 'exclusive')) {
      return { ...step, reasonCode: words.notCombinable, skipped: `does not combine with ${winner.id}` };
    }
    winner ??= rule;
    before = amount;
    return { ...step, reasonCode: words.applied };
  });
}

/** A rule that people may have asked for by a code. */
type NamedRule = PriceRule & { readonly code?: string };

function inputOf({ name, code, adjustment, priority }: NamedRule): JsonObject {
  const { type, value } = adjustment;
  return { name, ...(code === undefined ? {} : { code }), type, value, priority };
}

/** A rule that was looked at and changes nothing. */
export function passedOver(
  rule: NamedRule,
  ruleVersion: number,
  reasonCode: string,
  skipped: string,
  before: Decimal,
): StageStep {
  return {
    ruleId: rule.id,
    ruleVersion,
    reasonCode,
    input: inputOf(rule),
    adjustment: { type: 'set', value: decimalText(before) },
    amount: before,
    skipped,
  };
}
