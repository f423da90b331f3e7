import { DomainError, sha256 } from '@quotewright/kernel';
import { SqlError, type Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PricingApi } from '@quotewright/pricing';
import type { DivergenceReason } from '../domain/price-divergence.ts';
import type { KeptBytes, KeptPrice } from '../ports/revision-store.ts';

export interface ProvePriceDeps {
  readonly pricing: Pick<PricingApi, 'derive'>;
}

export type PriceProof =
  | { readonly outcome: 'proven'; readonly price: KeptPrice }
  | {
      readonly outcome: 'diverged';
      readonly reason: DivergenceReason;
      /** In words, without amounts. */
      readonly message: string;
      readonly derivedPriceHash?: string;
      readonly cause?: Error;
    };

/**
 * A kept price, proven: the bytes still have their hashes, and the pinned versions still give the same price. Throws what may
 * pass: what a database says, and refusals that are `unavailable` or `tooManyRequests`. In a transaction that writes: only there no copy has a say.
 */
export const provePrice =
  ({ pricing }: ProvePriceDeps) =>
  async (tx: Tx, kept: KeptBytes): Promise<PriceProof> => {
    const { inputHash, priceHash, pricedAt } = kept;
    const input = parsed(kept.input, inputHash) as PricedQuote['input'] | undefined;
    if (input === undefined)
      return diverged('INPUT_CHANGED', 'the kept input does not have the hash it was kept under');
    const result = parsed(kept.result, priceHash) as PricedQuote['result'] | undefined;
    if (result === undefined)
      return diverged('RESULT_CHANGED', 'the kept result does not have the hash it was kept under');
    const derived = await derive(pricing, tx, input);
    if ('outcome' in derived) return derived;
    if (derived.inputHash === inputHash && derived.priceHash === priceHash)
      return { outcome: 'proven', price: { input, inputHash, result, priceHash, pricedAt } };
    const { priceHash: derivedPriceHash } = derived;
    return { ...diverged('PRICE_DIFFERS', 'the pinned versions give another price now'), derivedPriceHash };
  };

type Divergence = Extract<PriceProof, { outcome: 'diverged' }>;

const diverged = (reason: DivergenceReason, message: string): Divergence => ({
  outcome: 'diverged',
  reason,
  message,
});

/** Whoever changes bytes by hand may have changed the hash as well: then they need not even be JSON. */
function parsed(bytes: Uint8Array, hash: string): unknown {
  if (sha256(bytes) !== hash) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

const PASSING: readonly string[] = ['unavailable', 'tooManyRequests'];

async function derive(
  pricing: ProvePriceDeps['pricing'],
  tx: Tx,
  input: PricedQuote['input'],
): Promise<PricedQuote | Divergence> {
  try {
    return await pricing.derive(tx, input);
  } catch (cause) {
    if (cause instanceof SqlError || (cause instanceof DomainError && PASSING.includes(cause.kind)))
      throw cause;
    // A refusal, or a row that was changed into something that cannot be read.
    const why = cause instanceof DomainError ? cause.message : 'what it is derived from cannot be read';
    const isUnknown = cause instanceof DomainError && cause.code === 'PRICE_ENGINE_UNKNOWN';
    return {
      ...diverged(isUnknown ? 'ENGINE_UNKNOWN' : 'PRICE_UNDERIVABLE', `pricing refuses to derive it: ${why}`),
      cause: cause instanceof Error ? cause : new Error(String(cause)),
    };
  }
}
