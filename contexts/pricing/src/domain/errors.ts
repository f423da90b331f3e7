import { type ErrorTable, errorsOf, type FieldError } from '@quotewright/kernel';

/** Every refusal of this context. The rows from `OFFERING_NOT_ACTIVE` on are also codes of single field errors. */
export const pricingErrors = {
  PRICE_LIST_NOT_FOUND: { kind: 'notFound', title: 'There is no such price list' },
  PRICE_LIST_VERSION_NOT_FOUND: { kind: 'notFound', title: 'The price list has no such published version' },
  PRICE_LIST_IMPORT_NOT_FOUND: { kind: 'notFound', title: 'There is no such price list import' },
  PRICE_LIST_INVALID: { kind: 'unprocessable', title: 'The price list document has errors' },
  PRICE_LIST_CURRENCY_TAKEN: { kind: 'conflict', title: 'Another price list already has this currency' },
  PRICE_LIST_CURRENCY_FIXED: { kind: 'conflict', title: 'The currency of a price list never changes' },
  PRICE_LIST_DRAFT_MISSING: { kind: 'conflict', title: 'The price list has no draft to publish' },
  PRICE_LIST_DRAFT_CHANGED: { kind: 'conflict', title: 'The draft was changed meanwhile, again and again' },
  PRICE_LIST_UNCHANGED: { kind: 'conflict', title: 'The draft equals the active version' },
  PRICE_LIST_OFFERINGS_UNKNOWN: {
    kind: 'unprocessable',
    title: 'Prices name offerings that are not in the catalog',
  },
  PRICE_LIST_PUBLICATION_IN_PROGRESS: {
    kind: 'conflict',
    title: 'Another publication of the price list is running',
  },
  PRICE_LIST_PUBLICATION_LOST: { kind: 'conflict', title: 'The publication took too long and was given up' },
  PRICE_INDEX_DAMAGED: {
    kind: 'internal',
    title: 'What a price list was compiled to is not what was recorded: somebody changed it by hand',
  },
  RULE_SET_DAMAGED: {
    kind: 'internal',
    title: 'A rule set is not what was published: somebody changed it by hand',
  },
  RULE_SET_MISSING: { kind: 'notFound', title: 'Nothing of this kind has been published' },
  RULE_SET_VERSION_UNKNOWN: { kind: 'notFound', title: 'There is no such published version' },
  RULE_SET_DRAFT_NOT_FOUND: { kind: 'notFound', title: 'There is no draft' },
  RULE_SET_DRAFT_MISSING: { kind: 'conflict', title: 'There is no draft to publish' },
  RULE_SET_DRAFT_CHANGED: { kind: 'preconditionFailed', title: 'If-Match names another state of the draft' },
  RULE_SET_UNCHANGED: { kind: 'conflict', title: 'The draft equals the active version' },
  RULE_SET_INVALID: { kind: 'unprocessable', title: 'The document has errors' },
  RULE_SET_REFERENCES_UNKNOWN: {
    kind: 'unprocessable',
    title: 'The document names offerings or charges that do not exist',
  },
  CONTRACT_ACCOUNT_UNKNOWN: { kind: 'notFound', title: 'There is no such account' },
  CATALOG_MISSING: { kind: 'conflict', title: 'The tenant has no published catalog yet' },
  PRICE_ENGINE_UNKNOWN: {
    kind: 'conflict',
    title: 'The price was made by an engine this release does not have',
  },
  PRICE_INPUT_MISMATCH: {
    kind: 'conflict',
    title: 'The price input does not agree with the versions it names',
  },
  PRICING_BUSY: { kind: 'unavailable', title: 'More prices are being computed than this process can' },
  PRICE_REQUEST_INVALID: { kind: 'unprocessable', title: 'What is to be priced has errors' },
  OFFERING_NOT_ACTIVE: { kind: 'unprocessable', title: 'The offering is not on sale in its lifecycle' },
  OFFERING_NOT_VALID: { kind: 'unprocessable', title: 'The offering is not on sale on this date' },
  OFFERING_NOT_IN_MARKET: { kind: 'unprocessable', title: 'The offering is not sold in this market' },
  OFFERING_NOT_IN_CHANNEL: { kind: 'unprocessable', title: 'The offering is not sold through this channel' },
  OFFERING_NOT_FOR_CUSTOMER: {
    kind: 'unprocessable',
    title: 'The offering is not sold to this customer type',
  },
  OFFERING_NOT_FOR_SEGMENT: {
    kind: 'unprocessable',
    title: 'The offering is not sold to this customer segment',
  },
  OFFERING_NOT_IN_PLACE: { kind: 'unprocessable', title: 'The offering is not delivered to this place' },
  PRICE_LIST_MISSING: { kind: 'unprocessable', title: 'There is no published price list in this currency' },
  PRICE_MISSING: { kind: 'unprocessable', title: 'The price list has no price for this on this date' },
  USAGE_CHARGE_UNKNOWN: { kind: 'unprocessable', title: 'The offering has no such usage charge' },
  QUANTITY_FRACTION: { kind: 'unprocessable', title: 'The unit is sold in whole numbers only' },
  PROMOTION_CODE_UNKNOWN: { kind: 'unprocessable', title: 'There is no promotion with this code' },
  PROMOTION_NOT_VALID: {
    kind: 'unprocessable',
    title: 'The promotion does not hold on this date or in this currency',
  },
  PROMOTION_EXHAUSTED: { kind: 'conflict', title: 'The limit of the promotion is reached' },
  DISCOUNT_NOT_ALLOWED: { kind: 'unprocessable', title: 'The discount is more than anybody may give' },
  MANUAL_CHARGE_UNKNOWN: { kind: 'unprocessable', title: 'The line has no such charge to adjust' },
  AMOUNT_TOO_LARGE: { kind: 'unprocessable', title: 'The amount is beyond what one charge may come to' },
} as const satisfies ErrorTable;

export const fail = errorsOf(pricingErrors);

const MAX_REPORTED = 500;

/** What a refusal says of wrong fields: the first of them, and how many there are. */
export function reported<Wrong extends FieldError>(errors: readonly Wrong[]) {
  return { errors: errors.slice(0, MAX_REPORTED), errorCount: errors.length };
}

/** Behind the first reason in a message: that there are others. */
export function andMore(errors: readonly FieldError[]): string {
  return errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
}

/**
 * Wrong fields as one refusal. Its code is theirs when they share one of this table's, so that a caller can switch
 * on it; otherwise `PRICE_REQUEST_INVALID`.
 */
export function refusal(errors: readonly FieldError[]) {
  const [first] = errors;
  const shared = first !== undefined && errors.every(({ code }) => code === first.code) ? first.code : '';
  const code = Object.hasOwn(pricingErrors, shared)
    ? (shared as keyof typeof pricingErrors)
    : 'PRICE_REQUEST_INVALID';
  return fail(code, `${first?.pointer ?? ''}: ${first?.reason ?? ''}${andMore(errors)}`, { errors });
}
