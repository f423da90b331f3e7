import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { PriceListRecord } from '../domain/price-list-record.ts';

/** Canonical bytes of a price list, and what identifies them. */
export interface PriceListContent {
  readonly document: Buffer;
  readonly contentHash: string;
  readonly priceCount: number;
}

export interface PriceLists {
  find(tx: Tx, id: string): Promise<PriceListRecord | undefined>;
  /** As `find`, holding the row until the transaction ends. */
  lock(tx: Tx, id: string): Promise<PriceListRecord | undefined>;
  /** Ordered by id. */
  page(tx: Tx, page: PageRequest): Promise<Page<PriceListRecord>>;
  /** The active version of the currency's list. */
  findActive(tx: Tx, currency: string): Promise<PinnedPriceList | undefined>;
  /** False when the id or the currency is taken. */
  create(
    tx: Tx,
    list: { readonly id: string; readonly name: string; readonly currency: string },
  ): Promise<boolean>;
  findDraft(tx: Tx, id: string): Promise<PriceListContent | undefined>;
  replaceDraft(tx: Tx, id: string, importId: string, content: PriceListContent): Promise<void>;
  /** The next version number, never given out again. The caller holds the lock. */
  takeVersion(tx: Tx, id: string): Promise<number>;
  /** Moves the active version up, never down; false when a higher one is active. */
  activate(tx: Tx, id: string, version: number, name: string): Promise<boolean>;
}
