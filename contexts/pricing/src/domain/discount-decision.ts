import { Decimal, decimal, decimalText, type FieldError, jsonPointer, ONE, ZERO } from '@quotewright/kernel';
import type { DiscountPolicy, DiscountRule, DiscountSignal } from './discount-policy.ts';
import { explanationsOf } from './explanations-of-charge.ts';
import { inOrder } from './in-order.ts';
import type { PricedCharge, PriceResult } from './price-result.ts';
import { selects } from './rules-of-charge.ts';

export interface PublishedPolicy {
  readonly version: number;
  readonly content: DiscountPolicy;
}

export interface DiscountDecision {
  readonly signals: readonly DiscountSignal[];
  /** Discounts that nobody may give. */
  readonly refused: readonly FieldError[];
}

/** Where no rule says anything, somebody has to look at every discount. */
const DEFAULT_RULE: DiscountRule = {
  id: 'default',
  priority: 0,
  appliesTo: {},
  thresholds: [{ abovePercent: '0', level: 1 }],
};

/** What the manual discounts of a price need when somebody with these roles gives them. */
export function decideDiscounts(
  policy: PublishedPolicy | undefined,
  roles: readonly string[],
  result: PriceResult,
): DiscountDecision {
  const rules = inOrder(policy?.content.rules ?? []).filter(
    (rule) => rule.roles === undefined || rule.roles.some((role) => roles.includes(role)),
  );
  const signals: DiscountSignal[] = [];
  const refused: FieldError[] = [];
  for (const [index, line] of result.lines.entries()) {
    for (const charge of line.charges) {
      const percent = manualDiscount(charge);
      if (!percent.greaterThan(0)) continue;
      const asked = { id: charge.chargeId, type: charge.type };
      const rule = rules.find(({ appliesTo }) => selects(appliesTo, line.offeringId, asked)) ?? DEFAULT_RULE;
      const shown = decimalText(percent.toDecimalPlaces(4, Decimal.ROUND_HALF_UP));
      if (rule.maxPercent !== undefined && percent.greaterThan(decimal(rule.maxPercent))) {
        const reason = `${shown} % off "${charge.chargeId}" is more than the ${rule.maxPercent} % that may be given here`;
        const pointer = jsonPointer(['lines', index, 'manualAdjustments']);
        refused.push({ pointer, code: 'DISCOUNT_NOT_ALLOWED', reason });
        continue;
      }
      const exceeded = rule.thresholds.findLast(({ abovePercent }) =>
        percent.greaterThan(decimal(abovePercent)),
      );
      if (exceeded === undefined) continue;
      signals.push({
        code: 'DISCOUNT_ABOVE_THRESHOLD',
        level: exceeded.level,
        lineId: line.id,
        chargeId: charge.chargeId,
        percent: shown,
        ruleId: rule.id,
        policyVersion: rule === DEFAULT_RULE ? null : (policy?.version ?? null),
      });
    }
  }
  return { signals, refused };
}

/** The largest of any phase, of the amount before anything was given by hand; an uplift is no discount. */
function manualDiscount(charge: PricedCharge): Decimal {
  const isUsage = charge.type === 'usage';
  return Decimal.max(...explanationsOf(charge).map((explanation) => discountOf(explanation, isUsage)));
}

/**
 * Where nobody has stated a usage there is no amount yet, and what was given still counts for what will be charged: a
 * percentage as it stands, anything else as if it were all.
 */
function discountOf(explanation: PricedCharge['explanation'], isUsage: boolean): Decimal {
  const manual = explanation.filter(({ stage }) => stage === 'manual');
  const [first, last] = [manual[0], manual.at(-1)];
  if (first === undefined || last === undefined) return ZERO;
  const before = new Decimal(first.before);
  if (!before.isZero()) return before.minus(new Decimal(last.after)).dividedBy(before).times(100);
  if (!isUsage) return ZERO;
  const left = manual.reduce((rest, { input }) => rest.times(leftBy(input)), ONE);
  return ONE.minus(left).times(100);
}

function leftBy({ type, value }: PricedCharge['explanation'][number]['input']): Decimal {
  const number = new Decimal(value as string);
  if (type === 'percent') return number.dividedBy(100).plus(1);
  return type === 'unitPrice' || number.isNegative() ? ZERO : ONE;
}
