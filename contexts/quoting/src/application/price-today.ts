import type { CatalogApi } from '@quotewright/catalog';
import { DomainError, type FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PriceRequest, PricingApi } from '@quotewright/pricing';
import { fail, invalid } from '../domain/errors.ts';
import type { Quote, QuoteItem } from '../domain/quote.ts';
import type { ConfigurationRules } from '../ports/configuration-rules.ts';
import { askPricing, inWordsOfTheQuote } from './quote-words.ts';

export interface PriceTodayDeps {
  readonly catalog: Pick<CatalogApi, 'activeVersion'>;
  readonly pricing: Pick<PricingApi, 'price'>;
  readonly configurationRules: readonly ConfigurationRules[];
}

/**
 * What a quote costs by the versions that are active now; nothing is kept. Throws `QUOTE_INVALID` with places in
 * the items as the quote shows them.
 */
export const priceToday =
  (deps: PriceTodayDeps) =>
  async (tx: Tx, quote: Quote, items: readonly QuoteItem[]): Promise<PricedQuote> => {
    const priced = await askPricing(
      () => deps.pricing.price(tx, requestOf(quote, items)),
      asInvalidQuote,
    ).catch((refused: unknown) => refusedByRules(deps, tx, items, refused));
    // The catalog version that the price pinned decides, whatever has been published since.
    const errors = await ruleErrors(deps, tx, priced.input.catalogVersion, items);
    if (errors.length > 0) throw invalid(errors);
    return priced;
  };

/** What has no price is often no valid configuration either, and then the rules say more clearly what to change. */
async function refusedByRules(
  deps: PriceTodayDeps,
  tx: Tx,
  items: readonly QuoteItem[],
  refused: unknown,
): Promise<never> {
  const isRefusal = refused instanceof DomainError && refused.kind === 'unprocessable';
  const version = isRefusal ? await deps.catalog.activeVersion(tx) : undefined;
  const errors = version === undefined ? [] : await ruleErrors(deps, tx, version, items);
  throw errors.length > 0 ? invalid(errors) : refused;
}

function requestOf(quote: Quote, lines: readonly QuoteItem[]): PriceRequest {
  const { accountId, currency, market, channel, partner, place, promotionCodes } = quote;
  return {
    accountId,
    currency,
    market,
    channel,
    ...(partner !== null && { partner }),
    ...(place !== null && { place }),
    promotionCodes,
    lines,
  };
}

function asInvalidQuote(error: DomainError): DomainError {
  const { errors } = inWordsOfTheQuote(error).details;
  if (errors === undefined) return error;
  const [first] = errors;
  return fail(
    'QUOTE_INVALID',
    `${first?.pointer ?? ''}: ${first?.reason ?? error.message}`,
    { errors },
    error,
  );
}

async function ruleErrors(
  { configurationRules }: PriceTodayDeps,
  tx: Tx,
  catalogVersion: number,
  items: readonly QuoteItem[],
): Promise<readonly FieldError[]> {
  const found: (readonly FieldError[])[] = [];
  for (const rules of configurationRules) found.push(await rules.check(tx, catalogVersion, items));
  return found.flat();
}
