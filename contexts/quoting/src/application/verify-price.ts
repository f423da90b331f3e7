import { contentHash, DomainError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PricingApi } from '@quotewright/pricing';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import type { KeptPrice, RevisionStore } from '../ports/revision-store.ts';

export interface VerifyPriceDeps {
  readonly revisions: RevisionStore;
  readonly pricing: Pick<PricingApi, 'derive'>;
}

/**
 * The frozen price, proven: the kept bytes still have their hashes, and the pinned versions still give the
 * same price. Throws `PRICE_SNAPSHOT_DIVERGED`.
 */
export const verifyPrice =
  (deps: VerifyPriceDeps) =>
  async (tx: Tx, quote: Quote): Promise<KeptPrice> => {
    const frozen = await deps.revisions.findPriced(tx, quote);
    if (frozen === undefined) throw new Error(`quote ${quote.id} is ${quote.state} without a price`);
    const { inputHash, priceHash } = frozen;
    if (contentHash(frozen.input) !== inputHash || contentHash(frozen.result) !== priceHash) {
      throw fail('PRICE_SNAPSHOT_DIVERGED', 'what was kept does not have the hash it was kept under', {
        priceHash,
      });
    }
    const derived = await derive(deps.pricing, tx, frozen);
    if (derived.inputHash !== inputHash || derived.priceHash !== priceHash) {
      throw fail('PRICE_SNAPSHOT_DIVERGED', 'the pinned versions give another price now', {
        priceHash,
        derivedPriceHash: derived.priceHash,
      });
    }
    return frozen;
  };

async function derive(
  pricing: VerifyPriceDeps['pricing'],
  tx: Tx,
  { input, priceHash }: PricedQuote,
): Promise<PricedQuote> {
  try {
    return await pricing.derive(tx, input);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
    throw fail(
      'PRICE_SNAPSHOT_DIVERGED',
      `pricing refuses to derive it: ${error.message}`,
      { priceHash },
      error,
    );
  }
}
