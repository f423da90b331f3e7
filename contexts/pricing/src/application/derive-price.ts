import type { Tx } from '@quotewright/platform/postgres';
import { engineOf } from '../domain/engine.ts';
import { fail } from '../domain/errors.ts';
import { unknownDimension } from '../domain/price-identity.ts';
import type { PriceInput } from '../domain/price-input.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import type { PriceListVersions } from '../ports/price-list-versions.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import { calculatePrice } from './calculate-price.ts';
import { mismatch, type PinnedFactsDeps, pinnedFacts } from './pinned-facts.ts';

export interface DerivePriceDeps extends PinnedFactsDeps {
  readonly lists: PriceLists;
  readonly versions: PriceListVersions;
}

/**
 * Prices an input again, from the versions it pins and nothing else: today's active versions, configuration and
 * date play no part. What the input says about those versions is checked, so that a price is never made up.
 */
export const derivePrice =
  (deps: DerivePriceDeps) =>
  async (tx: Tx, input: PriceInput): Promise<PricedQuote> => {
    if (input.tenant !== tx.tenant) throw mismatch('the input is of another tenant');
    const unknown = unknownDimension(input);
    if (unknown !== undefined) throw fail('PRICE_ENGINE_UNKNOWN', `this release does not know "${unknown}"`);
    const engine = engineOf(input);
    const [list, ...others] = input.priceLists;
    const published = list && (await deps.versions.find(tx, list.id, list.version));
    if (list === undefined || published === undefined)
      throw mismatch('the pinned price list version was never published');
    const { currency } = (await deps.lists.find(tx, published.priceListId)) ?? {};
    if (currency !== input.currency || others.length > 0) {
      throw mismatch(`prices in ${input.currency} come from the one list in that currency`);
    }
    return calculatePrice(engine, input, await pinnedFacts(deps)(tx, input));
  };
