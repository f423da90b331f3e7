import type { TenantId } from '@quotewright/kernel';

declare const txBrand: unique symbol;

/** What a transaction may do: a `read` transaction is READ ONLY for the server, too. */
export type Access = 'read' | 'write';

/**
 * An open transaction of one tenant. Use cases pass it on; only adapters turn it into queries
 * (`queries(tx)`). It is dead once its `withTenant` has returned: a later use throws.
 */
export interface Tx {
  readonly [txBrand]: true;
  readonly tenant: TenantId;
  readonly access: Access;
  /** The one time of everything this transaction writes: milliseconds since the epoch, from the clock port. */
  readonly now: number;
  /**
   * Runs after a successful COMMIT, when the connection is given back, for hints (wake a worker, drop a copy) whose loss must
   * not matter. `withTenant` resolves when all have ended, so they must be short. Errors are logged.
   */
  onCommit(hint: () => void | Promise<void>): void;
}

/** A transaction as `qw_system`: sees the rows of outbox, inbox, parked events, webhook deliveries, jobs and their schedules, and the cache generations of all tenants, and nothing else. */
export interface SystemTx {
  readonly [txBrand]: true;
  readonly tenant: null;
  readonly access: 'write';
  readonly now: number;
  onCommit(hint: () => void | Promise<void>): void;
}
