import type { DomainError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricingFacts } from '../domain/calculate.ts';
import { fail } from '../domain/errors.ts';
import { type PriceInput, pinnedList } from '../domain/price-input.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { RuleSets } from '../ports/rule-sets.ts';
import type { Catalog } from '../ports/upstream.ts';
import { ruleFacts } from './rule-facts.ts';

export interface PinnedFactsDeps {
  readonly catalog: Catalog;
  readonly ruleSets: RuleSets;
  readonly index: PriceIndex;
}

/**
 * What the versions say that an input pins, and nothing else. What the input says about them is checked, so that a price is never made
 * up. Throws `PRICE_INPUT_MISMATCH`.
 */
export const pinnedFacts =
  ({ catalog, ruleSets, index }: PinnedFactsDeps) =>
  async (tx: Tx, input: PriceInput): Promise<PricingFacts> => {
    const ids = input.lines.map(({ offeringId }) => offeringId);
    const offerings = await catalog.findOfferings(tx, input.catalogVersion, ids);
    for (const { offeringId, offeringHash } of input.lines) {
      if (offerings.get(offeringId)?.contentHash !== offeringHash) {
        throw mismatch(
          `"${offeringId}" is not as the input has it in catalog version ${input.catalogVersion}`,
        );
      }
    }
    const listed = await index.read(tx, pinnedList(input), [...offerings.keys()]);
    return { offerings, ...listed, ...ruleFacts(await pinnedRuleSets(ruleSets, tx, input)) };
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

export function mismatch(reason: string): DomainError {
  return fail('PRICE_INPUT_MISMATCH', reason);
}
