import type { Principal } from '@quotewright/platform/auth';
import type { Database } from '@quotewright/platform/postgres';
import type { PriceList } from '../domain/price-list.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PriceListVersions, PublicationRef } from '../ports/price-list-versions.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { PriceWarmth } from '../ports/price-warmth.ts';
import type { Prices } from '../ports/prices.ts';
import type { Catalog } from '../ports/upstream.ts';

export interface PublicationDeps {
  readonly database: Database;
  readonly lists: PriceLists;
  readonly versions: PriceListVersions;
  readonly prices: Prices;
  readonly index: PriceIndex;
  readonly catalog: Catalog;
  /** Absent: nothing is answered from copies. */
  readonly warmth?: PriceWarmth;
}

/** A publication under way: a version number that is taken, and the content frozen under it. */
export interface Publication extends PublicationRef {
  readonly actor: Principal;
  readonly version: number;
  readonly list: PriceList;
  readonly contentHash: string;
}

export interface PublishedPriceList {
  readonly priceListId: string;
  readonly version: number;
  readonly contentHash: string;
  readonly priceCount: number;
}

const LEASE_MS = 60_000;

/** Until when a publication may be silent before another one takes its place. */
export function leaseFrom(now: number): Date {
  return new Date(now + LEASE_MS);
}
