import { decimal, type FieldError, jsonPointer } from '@quotewright/kernel';
import { z } from 'zod';
import { canonicalDecimal } from './canonical-parts.ts';
import { DISCOUNT_POLICY_FORMAT, type DiscountPolicy } from './discount-policy.ts';
import { chargeSelector, percent, priority, reference } from './document-parts.schema.ts';
import { duplicateIds } from './rule-set-checks.ts';

const MAX_RULES = 500;
const MAX_LEVEL = 9;

const rule = z.strictObject({
  id: reference,
  priority: priority.exactOptional(),
  roles: z.array(reference).min(1).max(50).exactOptional().describe('Any of them; absent = everybody.'),
  appliesTo: chargeSelector.exactOptional(),
  maxPercent: percent
    .refine((text) => !(Number(text) > 100), 'must be at most 100')
    .exactOptional()
    .describe('A discount above it is refused, whoever would approve it.'),
  thresholds: z
    .array(z.strictObject({ abovePercent: percent, level: z.int().min(1).max(MAX_LEVEL) }))
    .max(MAX_LEVEL)
    .describe('Ascending: the highest one exceeded says which level must approve. None = no approval.'),
});

export const discountPolicyDocumentSchema = z
  .strictObject({ format: z.literal(DISCOUNT_POLICY_FORMAT), rules: z.array(rule).max(MAX_RULES) })
  .meta({ id: 'DiscountPolicyDocument' });

export function discountPolicyFaults({ rules }: z.output<typeof discountPolicyDocumentSchema>) {
  return [...duplicateIds('rules', rules), ...rules.flatMap(thresholdFaults)];
}

function thresholdFaults(
  { thresholds, maxPercent = '100' }: z.output<typeof rule>,
  index: number,
): readonly FieldError[] {
  return thresholds.flatMap(({ abovePercent, level }, position): FieldError[] => {
    if (!decimal(abovePercent).lessThan(decimal(maxPercent))) {
      const pointer = jsonPointer(['rules', index, 'thresholds', position, 'abovePercent']);
      const reason = `must be below ${maxPercent}, the most that may be given: it would never act`;
      return [{ pointer, code: 'THRESHOLD_ORDER', reason }];
    }
    const before = thresholds[position - 1];
    if (before === undefined) return [];
    const rises = decimal(abovePercent).greaterThan(decimal(before.abovePercent)) && level > before.level;
    if (rises) return [];
    const pointer = jsonPointer(['rules', index, 'thresholds', position]);
    return [{ pointer, code: 'THRESHOLD_ORDER', reason: 'percentage and level must be above those before' }];
  });
}

export function canonicalDiscountPolicy({
  format,
  rules,
}: z.output<typeof discountPolicyDocumentSchema>): DiscountPolicy {
  return {
    format,
    rules: rules.map(({ id, priority: rank = 0, roles, appliesTo = {}, maxPercent, thresholds }) => ({
      id,
      priority: rank,
      ...(roles === undefined ? {} : { roles }),
      appliesTo,
      ...(maxPercent === undefined ? {} : { maxPercent: canonicalDecimal(maxPercent) }),
      thresholds: thresholds.map(({ abovePercent, level }) => ({
        abovePercent: canonicalDecimal(abovePercent),
        level,
      })),
    })),
  };
}
