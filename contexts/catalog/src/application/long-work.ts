import type { TenantId } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';

/** Work of several transactions, for whom it is done and who watches it. A running job is one. */
export interface LongWork {
  readonly tenant: TenantId;
  readonly actor: Principal;
  /** Ends the work at its next safe point. */
  readonly signal?: AbortSignal;
  /** Called often; cheap. */
  progress?(done: number, total: number, unit: string): void;
}
