import type { JsonObject } from '@quotewright/kernel';
import type { Principal } from '../auth/principal.ts';

/** Who did what to which object. Append-only; written in the transaction of the deed. */
export interface AuditEntry {
  readonly actor: Principal;
  /** `quote.accept`, `catalog.publish`, … */
  readonly action: string;
  readonly entity: { readonly type: string; readonly id: string };
  readonly reason?: string;
  /** What changed, without personal data or secrets: `{ from: 'presented', to: 'accepted' }`. */
  readonly detail?: JsonObject;
}

/** An audit row as it is read back, newest first. */
export interface AuditRecord {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly subject: string; readonly clientId?: string };
  readonly action: string;
  readonly entity: { readonly type: string; readonly id: string };
  readonly reason?: string;
  readonly detail: JsonObject;
}
