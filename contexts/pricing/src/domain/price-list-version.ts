export interface PriceListVersion {
  readonly priceListId: string;
  readonly version: number;
  readonly state: 'building' | 'published' | 'failed';
  readonly publicationId: string;
  readonly contentHash: string;
  readonly priceCount: number;
  /** The catalog version that its offerings were checked against. */
  readonly catalogVersion?: number;
  readonly leaseUntil?: Date;
  readonly publishedAt?: Date;
  readonly publishedBy: string;
}
