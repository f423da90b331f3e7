import type { Tx } from '@quotewright/platform/postgres';
import type { PublishedOffering } from '../api.ts';
import type { Lifecycle } from '../domain/product-offering.schema.ts';
import type { CompiledItem } from './artefact-store.ts';

/** An offering of a version as lists and downstream contexts look for it. */
export interface IndexedOffering extends Omit<PublishedOffering, 'catalogVersion' | 'contentHash'> {
  /** Its categories and all above them. */
  readonly categoryIds: readonly string[];
}

export interface OfferingFilter {
  readonly market?: string;
  readonly channel?: string;
  readonly customerType?: string;
  readonly segment?: string;
  readonly place?: string;
  readonly specification?: string;
  readonly bundle?: boolean;
  readonly category?: string;
  /** Part of the name or id, whatever its case. */
  readonly text?: string;
  readonly lifecycle?: Lifecycle;
  /** Valid on this day. */
  readonly validOn: string;
}

export interface OfferingPage {
  readonly limit: number;
  readonly order: 'name' | '-name';
  /** The id of the last offering of the page before. */
  readonly after?: string;
}

/** What the offerings of a version are restricted to: every code that at least one of them names, each once. */
export interface RestrictingCodes {
  readonly markets: readonly string[];
  readonly channels: readonly string[];
  readonly customerTypes: readonly string[];
}

/** Finds offerings of a version. The version never changes, so neither does the order of its pages. */
export interface OfferingIndex {
  /** After the artefacts. Repeating a call changes nothing. */
  store(tx: Tx, version: number, offerings: readonly IndexedOffering[]): Promise<void>;
  search(
    tx: Tx,
    version: number,
    filter: OfferingFilter,
    page: OfferingPage,
  ): Promise<readonly CompiledItem[]>;
  /** What `search` would find, without reading it. */
  searchIds(tx: Tx, version: number, filter: OfferingFilter, page: OfferingPage): Promise<readonly string[]>;
  count(tx: Tx, version: number, filter: OfferingFilter): Promise<number>;
  restrictingCodes(tx: Tx, version: number): Promise<RestrictingCodes>;
  find(tx: Tx, version: number, ids: readonly string[]): Promise<readonly PublishedOffering[]>;
  ids(tx: Tx, version: number): Promise<ReadonlySet<string>>;
}
