import type { FieldError } from '@quotewright/kernel';
import type { z } from 'zod';
import {
  canonicalContractPrices,
  contractPriceFaults,
  contractPricesDocumentSchema,
} from './contract-prices-document.ts';
import {
  canonicalDiscountPolicy,
  discountPolicyDocumentSchema,
  discountPolicyFaults,
} from './discount-policy-document.ts';
import { fieldErrors } from './field-errors.ts';
import { canonicalPromotions, promotionFaults, promotionsDocumentSchema } from './promotions-document.ts';
import type { RuleSetContents, RuleSetKind } from './rule-set.ts';

interface Reader<Content> {
  read(raw: unknown): ReadRuleSet<Content>;
  /** Prices, promotions or rules. */
  count(content: Content): number;
}

export type ReadRuleSet<Content> =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

function reader<Schema extends z.ZodType, Content>(
  schema: Schema,
  faultsOf: (document: z.output<Schema>) => readonly FieldError[],
  canonical: (document: z.output<Schema>) => Content,
  count: (content: Content) => number,
): Reader<Content> {
  return {
    count,
    read(raw) {
      const parsed = schema.safeParse(raw, { reportInput: true });
      if (!parsed.success) return { ok: false, errors: fieldErrors(parsed.error.issues) };
      const errors = faultsOf(parsed.data);
      return errors.length > 0 ? { ok: false, errors } : { ok: true, content: canonical(parsed.data) };
    },
  };
}

/** How a document of each kind is read: whole or not at all, into canonical form; the errors point into it. */
export const ruleSetReaders: { readonly [Kind in RuleSetKind]: Reader<RuleSetContents[Kind]> } = {
  contractPrices: reader(
    contractPricesDocumentSchema,
    contractPriceFaults,
    canonicalContractPrices,
    ({ prices }) => prices.length,
  ),
  promotions: reader(
    promotionsDocumentSchema,
    promotionFaults,
    canonicalPromotions,
    ({ promotions }) => promotions.length,
  ),
  discountPolicy: reader(
    discountPolicyDocumentSchema,
    discountPolicyFaults,
    canonicalDiscountPolicy,
    ({ rules }) => rules.length,
  ),
};
