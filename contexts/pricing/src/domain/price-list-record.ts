/** A price list as it stands: what is active, and what the next publication would take. */
export interface PriceListRecord {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly lastVersion: number;
  readonly activeVersion?: number;
  readonly draft?: DraftSummary;
  /** Rises with every change: the ETag. */
  readonly rowVersion: number;
  readonly updatedAt: Date;
}

export interface DraftSummary {
  readonly importId: string;
  readonly contentHash: string;
  readonly priceCount: number;
  readonly importedAt: Date;
}
