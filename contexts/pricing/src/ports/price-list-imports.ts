import type { Tx } from '@quotewright/platform/postgres';

/** A received document and whether it became the draft. */
export interface PriceListImport extends SentPrices {
  readonly id: string;
  readonly priceListId: string;
  readonly applied: boolean;
}

/** A document as it was sent. */
export interface SentPrices {
  readonly mediaType: 'application/json' | 'text/csv';
  readonly document: Buffer;
  /** What a CSV document cannot say of a list that is new. */
  readonly listName?: string;
  readonly listCurrency?: string;
}

export interface PriceListImports {
  receive(tx: Tx, received: Omit<PriceListImport, 'applied'> & { readonly by: string }): Promise<void>;
  find(tx: Tx, id: string): Promise<PriceListImport | undefined>;
  /** False when it was applied already. */
  markApplied(tx: Tx, id: string): Promise<boolean>;
}
