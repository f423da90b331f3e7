import { DomainError } from '@quotewright/kernel';

/**
 * Pricing speaks of the lines of its request; the caller knows them as the items of the quote, in their order.
 * Everything else of the request is called as it is on the quote.
 */
export function inWordsOfTheQuote(error: DomainError): DomainError {
  const { errors } = error.details;
  if (errors === undefined) return error;
  const placed = errors.map((place) => ({
    ...place,
    pointer: place.pointer.replace(/^\/lines(?=\/|$)/, '/items'),
  }));
  return new DomainError(error.code, error.kind, error.message, { ...error.details, errors: placed }, error);
}

/** What pricing answers, its refusals in the words of the quote. */
export async function askPricing<Answer>(
  ask: () => Promise<Answer>,
  refused: (error: DomainError) => DomainError = inWordsOfTheQuote,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof DomainError ? refused(error) : error;
  }
}
