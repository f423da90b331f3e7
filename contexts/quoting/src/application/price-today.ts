import type { AccountsApi } from '@quotewright/accounts';
import type { CatalogApi } from '@quotewright/catalog';
import { type DomainError, dateInZone } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PriceRequest, PricingApi } from '@quotewright/pricing';
import type { TenancyApi } from '@quotewright/tenancy';
import { configurationContext } from '../domain/configuration-context.ts';
import { fail, invalid } from '../domain/errors.ts';
import { type PinnedConfiguration, pinnedConfiguration } from '../domain/pinned-configuration.ts';
import type { Quote, QuoteItem } from '../domain/quote.ts';
import { type JudgeConfigurationDeps, judgeConfiguration } from './judge-configuration.ts';
import { askPricing, inWordsOfTheQuote } from './quote-words.ts';

export interface PriceTodayDeps extends JudgeConfigurationDeps {
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
  readonly accounts: Pick<AccountsApi, 'findAccount'>;
  readonly catalog: Pick<CatalogApi, 'activeVersion' | 'findDefinitions'>;
  readonly pricing: Pick<PricingApi, 'price'>;
}

export interface PricedToday {
  readonly priced: PricedQuote;
  /** The rules it was configured by. */
  readonly configuration: PinnedConfiguration;
}

/** Publications that may come in between before it is given up. */
const MAX_ATTEMPTS = 5;

/**
 * What a quote costs by the versions that are active now; nothing is kept. First it is configured, because what
 * follows from choices counts for the price, and because rules say more clearly than prices what cannot be sold.
 * Throws `QUOTE_INVALID` with places in the items as the quote shows them.
 */
export const priceToday = (deps: PriceTodayDeps) => {
  const judge = judgeConfiguration(deps);
  return async (tx: Tx, quote: Quote, items: readonly QuoteItem[]): Promise<PricedToday> => {
    const context = await contextToday(deps, tx, quote);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const catalogVersion = await deps.catalog.activeVersion(tx);
      const judged =
        catalogVersion === undefined
          ? { errors: [], items, pinned: pinnedConfiguration([]) }
          : await judge(tx, { catalogVersion, items, context });
      if (judged.errors.length > 0) throw invalid(judged.errors);
      const priced = await askPricing(
        () => deps.pricing.price(tx, requestOf(quote, judged.items)),
        asInvalidQuote,
      );
      // Priced by a version that was published meanwhile: configured by it too, then.
      if (priced.input.catalogVersion === catalogVersion) return { priced, configuration: judged.pinned };
    }
    throw new Error(`the catalog was published ${MAX_ATTEMPTS} times while quote ${quote.id} was priced`);
  };
};

/** The facts that pricing takes too. */
async function contextToday({ tenancy, accounts }: PriceTodayDeps, tx: Tx, quote: Quote) {
  const account = await accounts.findAccount(tx, quote.accountId);
  return configurationContext({
    ...quote,
    effectiveDate: dateInZone(tx.now, (await tenancy.tenantConfig(tx)).timeZone),
    customerSegment: account?.segment ?? null,
    customerType: account?.customerType ?? null,
    accountType: account?.type ?? null,
  });
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
