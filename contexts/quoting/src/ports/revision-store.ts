import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote } from '@quotewright/pricing';
import type { Submission } from '../domain/approval.ts';
import type { FrozenPrice, Revision, RevisionEnd } from '../domain/revision.ts';

/** Which revision of which quote. */
export interface RevisionKey {
  readonly id: string;
  readonly revision: number;
}

/** The whole price as it was kept. */
export interface KeptPrice extends PricedQuote {
  /** Milliseconds since the epoch. */
  readonly pricedAt: number;
}

/** The bytes of a price as they are, whatever has become of them, and what they were kept under. */
export interface KeptBytes extends Pick<KeptPrice, 'inputHash' | 'priceHash' | 'pricedAt'> {
  readonly input: Uint8Array;
  readonly result: Uint8Array;
}

/** Keeps the revisions of quotes and what was frozen in them. A sealed revision refuses every change but its end. */
export interface RevisionStore {
  open(tx: Tx, key: RevisionKey): Promise<void>;
  find(tx: Tx, key: RevisionKey): Promise<Revision | undefined>;
  /** Oldest first; a quote has few. */
  list(tx: Tx, quoteId: string): Promise<readonly Revision[]>;
  /** Keeps `price` together with the canonical bytes it came from, in place of an earlier one. */
  keepPrice(tx: Tx, key: RevisionKey, price: FrozenPrice, priced: PricedQuote): Promise<void>;
  /** Together with what was submitted of it. */
  dropPrice(tx: Tx, key: RevisionKey): Promise<void>;
  keepSubmission(tx: Tx, key: RevisionKey, submission: Submission): Promise<void>;
  /** Undefined while there is none. */
  findPriced(tx: Tx, key: RevisionKey): Promise<KeptPrice | undefined>;
  /** The same, unread: for who has to prove it. */
  findKeptBytes(tx: Tx, key: RevisionKey): Promise<KeptBytes | undefined>;
  seal(tx: Tx, key: RevisionKey): Promise<void>;
  end(tx: Tx, key: RevisionKey, as: RevisionEnd): Promise<void>;
}
