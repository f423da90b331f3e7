import { type FieldError, isCurrency, jsonPointer } from '@quotewright/kernel';
import { z } from 'zod';
import { canonicalDecimal, canonicalRule } from './canonical-parts.ts';
import { amount, ruleMembers } from './document-parts.schema.ts';
import { PROMOTIONS_FORMAT, type Promotion, type PromotionSet } from './promotion.ts';
import { duplicateIds } from './rule-set-checks.ts';
import { overlap } from './validity.ts';

const MAX_PROMOTIONS = 1_000;
const count = z.int().min(1).max(1_000_000_000);

const promotion = z.strictObject({
  ...ruleMembers,
  code: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'must be letters, digits, "-" and "_"')
    .exactOptional()
    .describe('In any case. Without one the promotion applies by itself.'),
  currency: z
    .string()
    .refine(isCurrency, 'must be an ISO 4217 currency code')
    .exactOptional()
    .describe(
      'Needed where the adjustment or the budget is an amount: it then counts in this currency only.',
    ),
  limits: z
    .strictObject({
      redemptions: count.exactOptional().describe('Accepted quotes.'),
      redemptionsPerAccount: count.exactOptional(),
      budget: amount.exactOptional().describe('The sum of what accepted quotes get off, in `currency`.'),
    })
    .refine((limits) => Object.keys(limits).length > 0, 'must have at least one limit')
    .exactOptional()
    .describe('Enforced when a quote is accepted.'),
});

export const promotionsDocumentSchema = z
  .strictObject({ format: z.literal(PROMOTIONS_FORMAT), promotions: z.array(promotion).max(MAX_PROMOTIONS) })
  .meta({ id: 'PromotionsDocument' });

type Entry = z.output<typeof promotion>;

export function promotionFaults({ promotions }: z.output<typeof promotionsDocumentSchema>) {
  return [
    ...duplicateIds('promotions', promotions),
    ...duplicateCodes(promotions),
    ...promotions.flatMap(currencyFaults),
  ];
}

/** On a day a code names one promotion: which of two a buyer meant is not for us to say. */
function duplicateCodes(promotions: readonly Entry[]): readonly FieldError[] {
  const known = new Map<string, number[]>();
  return promotions.flatMap(({ code, validity }, index): FieldError[] => {
    if (code === undefined) return [];
    const earlier = known.get(code.toUpperCase()) ?? [];
    known.set(code.toUpperCase(), [...earlier, index]);
    const rival = earlier.find((other) => overlap(promotions[other]?.validity, validity));
    if (rival === undefined) return [];
    const reason = `"${code}" is the code of /promotions/${rival} on the same days already`;
    return [{ pointer: jsonPointer(['promotions', index, 'code']), code: 'CODE_DUPLICATE', reason }];
  });
}

function currencyFaults({ adjustment, currency, limits }: Entry, index: number): readonly FieldError[] {
  const inMoney = adjustment.type !== 'percent' || limits?.budget !== undefined;
  if (!inMoney || currency !== undefined) return [];
  const reason = 'is needed: the adjustment or the budget is an amount of money';
  return [{ pointer: jsonPointer(['promotions', index, 'currency']), code: 'REQUIRED', reason }];
}

export function canonicalPromotions({
  format,
  promotions,
}: z.output<typeof promotionsDocumentSchema>): PromotionSet {
  return { format, promotions: promotions.map(canonicalPromotion) };
}

function canonicalPromotion({ code, currency, limits, ...entry }: Entry): Promotion {
  const { budget, ...counts } = limits ?? {};
  return {
    ...canonicalRule(entry),
    ...(code === undefined ? {} : { code: code.toUpperCase() }),
    ...(currency === undefined ? {} : { currency }),
    ...(limits === undefined
      ? {}
      : { limits: { ...counts, ...(budget === undefined ? {} : { budget: canonicalDecimal(budget) }) } }),
  };
}
