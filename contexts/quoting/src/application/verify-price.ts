import { DomainError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import type { KeptPrice, RevisionStore } from '../ports/revision-store.ts';
import { type ProvePriceDeps, provePrice } from './prove-price.ts';

export interface VerifyPriceDeps extends ProvePriceDeps {
  readonly revisions: RevisionStore;
}

/** The frozen price of a quote that is about to rely on it. Throws `PRICE_SNAPSHOT_DIVERGED`. */
export const verifyPrice = (deps: VerifyPriceDeps) => {
  const prove = provePrice(deps);
  return async (tx: Tx, quote: Quote): Promise<KeptPrice> => {
    const kept = await deps.revisions.findKeptBytes(tx, quote);
    if (kept === undefined) throw new Error(`quote ${quote.id} is ${quote.state} without a price`);
    const proof = await prove(tx, kept);
    if (proof.outcome === 'proven') return proof.price;
    const { message, derivedPriceHash, cause } = proof;
    // A defect or a database that failed is no statement about the price.
    if (cause !== undefined && !isRefusal(cause)) throw cause;
    const hashes = { priceHash: kept.priceHash, ...(derivedPriceHash !== undefined && { derivedPriceHash }) };
    throw fail('PRICE_SNAPSHOT_DIVERGED', message, hashes, cause);
  };
};

const isRefusal = (cause: unknown): boolean => cause instanceof DomainError && cause.kind === 'conflict';
