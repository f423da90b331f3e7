import type { JsonObject } from '@quotewright/kernel';
import type { z } from 'zod';

/** What one version of an event says: the contract between the context that appends it and everybody who hears it. */
export interface EventDefinition<Data extends JsonObject = JsonObject> {
  /** `QuoteAccepted`, `CatalogPublished`, … */
  readonly type: string;
  /** Raised when the shape of `data` changes incompatibly; starts at 1. */
  readonly schemaVersion: number;
  /** The type of the aggregate whose events stay in order. */
  readonly aggregate: string;
  /** When it is appended, in a sentence for whoever reads the reference page. */
  readonly summary: string;
  readonly data: z.ZodType<Data>;
}
