import { type ErrorTable, errorsOf, type FieldError } from '@quotewright/kernel';

/** Every refusal of this context. */
export const quotingErrors = {
  QUOTE_NOT_FOUND: { kind: 'notFound', title: 'There is no such quote' },
  QUOTE_ITEM_NOT_FOUND: { kind: 'notFound', title: 'The quote has no such item' },
  QUOTE_REVISION_NOT_FOUND: { kind: 'notFound', title: 'The quote has no such revision' },
  QUOTE_NOT_PRICED: { kind: 'notFound', title: 'The revision has no frozen price' },
  QUOTE_INVALID: { kind: 'unprocessable', title: 'The quote cannot take these values' },
  QUOTE_TOO_LARGE: { kind: 'unprocessable', title: 'The quote would have too many items' },
  QUOTE_REASON_REQUIRED: {
    kind: 'unprocessable',
    title: 'An accepted quote is cancelled with a reason only',
  },
  QUOTE_VERSION_MISMATCH: {
    kind: 'preconditionFailed',
    title: 'If-Match names another version of the quote',
  },
  QUOTE_APPROVAL_BY_SUBMITTER: {
    kind: 'forbidden',
    title: 'Whoever submitted a quote may not approve it',
  },
  QUOTE_STATE_FORBIDS: { kind: 'conflict', title: 'The state of the quote does not allow this command' },
  QUOTE_EMPTY: { kind: 'conflict', title: 'The quote has no items' },
  QUOTE_VALIDITY_PASSED: { kind: 'conflict', title: 'The validity of the quote has ended' },
  QUOTE_ALREADY_ORDERED: { kind: 'conflict', title: 'The quote has been ordered already' },
  PRICE_SNAPSHOT_DIVERGED: {
    kind: 'conflict',
    title: 'The frozen price cannot be derived again from its pinned versions',
  },
  CONFIGURATION_DIVERGED: {
    kind: 'conflict',
    title: 'By the rules it was priced with, the quote is no valid configuration any more',
  },
  PRICE_HASH_MISMATCH: { kind: 'conflict', title: 'What was accepted is not what the quote says' },
  DOCUMENT_HASH_MISMATCH: {
    kind: 'conflict',
    title: 'What was accepted is not the document that was presented',
  },
  QUOTE_DOCUMENT_DIVERGED: {
    kind: 'conflict',
    title: 'The kept document is not the one that was presented',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(quotingErrors);

/** An answer names the first of many; how many there are is said as well. */
const MAX_REPORTED = 100;

/** Wrong values, each with its place in what the caller sent. */
export function invalid(errors: readonly FieldError[]) {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return fail('QUOTE_INVALID', `${first?.pointer ?? ''}: ${first?.reason ?? ''}${more}`, {
    errors: errors.slice(0, MAX_REPORTED),
    errorCount: errors.length,
  });
}
