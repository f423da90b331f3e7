import type { Decimal } from '@quotewright/kernel';
import type { ChargeCase } from '../charge-case.ts';
import type { Promotion } from '../promotion.ts';
import { unmetCondition } from '../unmet-condition.ts';
import { holdsOn, rangeText } from '../validity.ts';
import type { Stage, StageStep } from '../waterfall.ts';
import { applyRules, passedOver } from './rule-stage.ts';

const WORDS = {
  applied: 'PROMOTION_APPLIED',
  notCombinable: 'PROMOTION_NOT_COMBINABLE',
  notApplicable: 'PROMOTION_NOT_ELIGIBLE',
};

/**
 * Promotions that were asked for by code, and those that need none. One that was asked for and does not count for
 * this charge says why; so does one that would have counted if its limit had not been reached.
 */
export const promotionStage: Stage = (charge, before) => {
  // The set that the input pins; without one there are no promotions.
  const version = charge.input.promotionSetVersion as number;
  const passed: StageStep[] = [];
  const holding = charge.promotions.filter((promotion) => {
    const reason = refusalOf(promotion, charge, before);
    if (reason !== undefined && isWorthSaying(promotion, charge)) {
      passed.push(passedOver(promotion, version, 'PROMOTION_NOT_ELIGIBLE', reason, before));
    }
    return reason === undefined;
  });
  return [...passed, ...applyRules(charge, holding, version, WORDS, before)];
};

function isWorthSaying(promotion: Promotion, { input }: ChargeCase): boolean {
  return promotion.code !== undefined || (input.exhaustedPromotions ?? []).includes(promotion.id);
}

function refusalOf(promotion: Promotion, charge: ChargeCase, before: Decimal): string | undefined {
  const { input } = charge;
  const { id, validity, conditions, currency } = promotion;
  const unmet = unmetCondition(conditions, charge);
  if (unmet !== undefined) return unmet;
  if (!holdsOn(validity, input.effectiveDate)) return `holds ${rangeText(validity)}`;
  if (currency !== undefined && currency !== input.currency) return `is for prices in ${currency}`;
  if ((input.exhaustedPromotions ?? []).includes(id)) return 'its limit is reached';
  return before.isZero() ? 'there is nothing to take off' : undefined;
}
