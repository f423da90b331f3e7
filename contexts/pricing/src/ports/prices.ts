import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Price } from '../domain/price.ts';
import type { PriceAdjustment } from '../domain/price-adjustment.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';

/** A price and its place in the document, which is the order in which charges are shown. */
export interface PlacedPrice {
  readonly position: number;
  readonly price: Price;
}

export interface PriceFilter {
  readonly offeringId?: string;
}

/** The rows of price list versions. */
export interface Prices {
  /** Adds what is not there yet, so that an interrupted publication can go on. At most 500 at once. */
  store(tx: Tx, list: PinnedPriceList, prices: readonly PlacedPrice[]): Promise<void>;
  /** Adds the rules that are not there yet. */
  storeAdjustments(tx: Tx, list: PinnedPriceList, adjustments: readonly PriceAdjustment[]): Promise<void>;
  count(tx: Tx, list: PinnedPriceList): Promise<number>;
  /** One set-based read, by offering id; offerings without a price are absent. */
  ofOfferings(
    tx: Tx,
    list: PinnedPriceList,
    offeringIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Price[]>>;
  /** The ids of all charges of the active lists of the tenant; empty before the first publication. */
  activeChargeIds(tx: Tx): Promise<ReadonlySet<string>>;
  /** All rules of the version, in the order of the document. */
  adjustments(tx: Tx, list: PinnedPriceList): Promise<readonly PriceAdjustment[]>;
  /** Ordered by offering and place. */
  page(tx: Tx, list: PinnedPriceList, filter: PriceFilter, page: PageRequest): Promise<Page<Price>>;
}
