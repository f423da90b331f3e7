import type { JsonObject, TenantId } from '@quotewright/kernel';

/** A fact as the outbox keeps it and consumers get it. */
export interface CommittedEvent {
  /** UUID; the same in every delivery. */
  readonly id: string;
  readonly tenant: TenantId;
  readonly type: string;
  readonly schemaVersion: number;
  /** Events of one aggregate are first delivered in the order of `sequence`. */
  readonly aggregate: { readonly type: string; readonly id: string };
  /** Its place in the outbox. Rises within an aggregate; says nothing between aggregates. */
  readonly sequence: number;
  readonly data: JsonObject;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  /** W3C trace context of the request that caused it. */
  readonly traceparent?: string;
}
