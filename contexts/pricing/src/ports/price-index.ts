import type { Tx } from '@quotewright/platform/postgres';
import type { IndexEntry, IndexIdentity, ListFacts } from '../domain/price-index.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';

/** The manifest of a complete index. */
export interface PriceIndexManifest extends IndexIdentity {
  readonly format: number;
  readonly byteCount: number;
}

/** What versions of price lists were compiled to when they were published. */
export interface PriceIndex {
  /** Adds what is not there yet, so that an interrupted publication can go on. At most 500 at once; none once it is sealed. */
  store(tx: Tx, list: PinnedPriceList, entries: readonly IndexEntry[]): Promise<void>;
  /** Counts and hashes what is stored, and writes that down for ever. Again: answers what was written then. */
  seal(tx: Tx, list: PinnedPriceList): Promise<PriceIndexManifest>;
  /**
   * One set-based read. Every offering that is asked for is in the answer, without charges where the version does not price it.
   * Throws `PRICE_INDEX_DAMAGED` for bytes that are not those that were compiled.
   */
  read(tx: Tx, list: PinnedPriceList, offeringIds: readonly string[]): Promise<ListFacts>;
}
