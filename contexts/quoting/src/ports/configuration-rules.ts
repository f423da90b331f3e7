import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { QuoteItem } from '../domain/quote.ts';

/**
 * Rules about items that no published document can say. Asked whenever a quote is priced or relies on its items;
 * what is found refuses it. Filled in by the composition root.
 */
export interface ConfigurationRules {
  /** Pointers are `/items/<index>/…`, with the index of the item in `items`. */
  check(tx: Tx, catalogVersion: number, items: readonly QuoteItem[]): Promise<readonly FieldError[]>;
}
