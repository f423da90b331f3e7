import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { QuoteItem } from '../domain/quote.ts';

/**
 * Whether the items go together as they are configured. Asked whenever a quote is priced; what is found refuses
 * it. Quoting asks rules of its own, by the catalog's definitions; others are filled in by the composition root.
 */
export interface ConfigurationRules {
  /** Pointers are `/items/<index>/…`, with the index of the item in `items`. */
  check(tx: Tx, catalogVersion: number, items: readonly QuoteItem[]): Promise<readonly FieldError[]>;
}
