import type { JsonObject } from '@quotewright/kernel';

/** A committed fact, past tense. Becomes a CloudEvent when it is sent. */
export interface DomainEvent {
  /** `QuoteAccepted`, `CatalogPublished`, … */
  readonly type: string;
  /** Raised when the shape of `data` changes incompatibly; starts at 1. */
  readonly schemaVersion: number;
  /** Events of one aggregate are delivered in the order they were appended. */
  readonly aggregate: { readonly type: string; readonly id: string };
  readonly data: JsonObject;
}
