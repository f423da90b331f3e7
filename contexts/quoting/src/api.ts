import type { Principal, Reach } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { FrozenItem, PinnedVersions, Totals } from './domain/revision.ts';

/** An accepted quote as ordering takes it over: everything by value, proven by the price hash. */
export interface AcceptedQuote {
  readonly id: string;
  readonly number: string;
  readonly revision: number;
  readonly accountId: string;
  readonly owner: string;
  readonly currency: string;
  readonly items: readonly FrozenItem[];
  readonly totals: Totals;
  readonly snapshot: QuoteSnapshot;
}

/** What was frozen when the quote was priced. */
export interface QuoteSnapshot extends PinnedVersions {
  /** RFC 3339. */
  readonly pricedAt: string;
}

export interface TakeAcceptedQuote {
  readonly quoteId: string;
  /** Of whoever asks for it: a quote outside is not found. */
  readonly reach: Reach;
  /** The quote's ETag that the caller has seen. */
  readonly expectedVersion?: string;
}

/** What other contexts may ask of quoting. Commands run in the caller's transaction. */
export interface QuotingApi {
  /**
   * Locks the quote (`FOR UPDATE`), checks that `expectedVersion` (its ETag), when given, still holds and that
   * it is accepted, re-derives its price from the pinned versions and compares hashes. Throws the refusal
   * otherwise; of an ordered quote `QUOTE_ALREADY_ORDERED`, with the order's id.
   */
  takeAcceptedQuote(tx: Tx, command: TakeAcceptedQuote): Promise<AcceptedQuote>;
  /** `accepted` → `ordered`, with audit and event. The quote must have been taken in the same transaction. */
  markOrdered(tx: Tx, actor: Principal, quoteId: string, orderId: string): Promise<void>;
}
