import type { Tx } from '@quotewright/platform/postgres';

/** A received document and whether it became the draft. */
export interface PriceListImport {
  readonly id: string;
  readonly priceListId: string;
  readonly document: Buffer;
  readonly applied: boolean;
}

export interface PriceListImports {
  receive(tx: Tx, received: Omit<PriceListImport, 'applied'> & { readonly by: string }): Promise<void>;
  find(tx: Tx, id: string): Promise<PriceListImport | undefined>;
  /** False when it was applied already. */
  markApplied(tx: Tx, id: string): Promise<boolean>;
}
