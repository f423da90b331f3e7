import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListVersion } from '../domain/price-list-version.ts';
import type { PriceListContent } from './price-lists.ts';

export interface NewVersion {
  readonly priceListId: string;
  readonly version: number;
  readonly publicationId: string;
  readonly content: PriceListContent;
  readonly by: string;
  readonly leaseUntil: Date;
}

/** Names a building version by its publication: every step of the pipeline finds only its own. */
export interface PublicationRef {
  readonly priceListId: string;
  readonly publicationId: string;
}

export interface PriceListVersions {
  /** Published versions only. */
  find(tx: Tx, priceListId: string, version: number): Promise<PriceListVersion | undefined>;
  /** Published versions, newest first. */
  page(tx: Tx, priceListId: string, page: PageRequest): Promise<Page<PriceListVersion>>;
  /** The canonical bytes, in every state. */
  document(tx: Tx, priceListId: string, version: number): Promise<Buffer | undefined>;
  findPublication(tx: Tx, publication: PublicationRef): Promise<PriceListVersion | undefined>;
  findBuilding(tx: Tx, priceListId: string): Promise<PriceListVersion | undefined>;
  start(tx: Tx, version: NewVersion): Promise<void>;
  /** False when the publication does not build any more: somebody gave it up. */
  extendLease(tx: Tx, publication: PublicationRef, leaseUntil: Date): Promise<boolean>;
  /** Building → failed; false when it does not build. */
  fail(tx: Tx, publication: PublicationRef, failureCode: string): Promise<boolean>;
  /** Building → published; false when it does not build. */
  publish(tx: Tx, publication: PublicationRef, catalogVersion: number): Promise<boolean>;
}
