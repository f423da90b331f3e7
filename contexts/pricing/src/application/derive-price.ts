import type { DomainError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { engineOf } from '../domain/engine.ts';
import { fail } from '../domain/errors.ts';
import type { PriceInput } from '../domain/price-input.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PriceListVersions } from '../ports/price-list-versions.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { RuleSets } from '../ports/rule-sets.ts';
import type { Catalog } from '../ports/upstream.ts';
import { calculatePrice } from './calculate-price.ts';
import { readListFacts, ruleFacts } from './read-list-facts.ts';

export interface DerivePriceDeps {
  readonly catalog: Catalog;
  readonly lists: PriceLists;
  readonly versions: PriceListVersions;
  readonly index: PriceIndex;
  readonly ruleSets: RuleSets;
}

/**
 * Prices an input again, from the versions it pins and nothing else: today's active versions, configuration and
 * date play no part. What the input says about those versions is checked, so that a price is never made up.
 */
export const derivePrice =
  (deps: DerivePriceDeps) =>
  async (tx: Tx, input: PriceInput): Promise<PricedQuote> => {
    if (input.tenant !== tx.tenant) throw mismatch('the input is of another tenant');
    const engine = engineOf(input);
    const [list, ...others] = input.priceLists;
    const published = list && (await deps.versions.find(tx, list.id, list.version));
    if (list === undefined || published === undefined)
      throw mismatch('the pinned price list version was never published');
    const { currency } = (await deps.lists.find(tx, published.priceListId)) ?? {};
    if (currency !== input.currency || others.length > 0) {
      throw mismatch(`prices in ${input.currency} come from the one list in that currency`);
    }
    const ids = input.lines.map(({ offeringId }) => offeringId);
    const offerings = await deps.catalog.findOfferings(tx, input.catalogVersion, ids);
    for (const { offeringId, offeringHash } of input.lines) {
      if (offerings.get(offeringId)?.contentHash !== offeringHash) {
        throw mismatch(
          `"${offeringId}" is not as the input has it in catalog version ${input.catalogVersion}`,
        );
      }
    }
    const ruleSets = await pinnedRuleSets(deps.ruleSets, tx, input);
    const listed = await readListFacts(deps.index, tx, list, [...offerings.keys()]);
    return calculatePrice(engine, input, { offerings, ...listed, ...ruleFacts(ruleSets) });
  };

async function pinnedRuleSets(
  ruleSets: RuleSets,
  tx: Tx,
  { account, contractSetVersion, promotionSetVersion, promotionCodes }: PriceInput,
): ReturnType<RuleSets['pinned']> {
  if (contractSetVersion === null && promotionSetVersion === null) return {};
  const found = await ruleSets.pinned(tx, {
    accountId: account,
    contractPrices: contractSetVersion,
    promotions: promotionSetVersion,
    promotionCodes,
  });
  if (
    (found.contractPrices?.version ?? null) !== contractSetVersion ||
    (found.promotions?.version ?? null) !== promotionSetVersion
  ) {
    throw mismatch('a pinned set of contract prices or promotions was never published');
  }
  return found;
}

function mismatch(reason: string): DomainError {
  return fail('PRICE_INPUT_MISMATCH', reason);
}
