import type { TenantId } from '@quotewright/kernel';
import type { Access, SystemTx, Tx } from './tx.ts';

/**
 * The one door to PostgreSQL. Every business query runs inside `withTenant`, as a role that row-level
 * security binds to that tenant. `work` may run again after a serialization failure or deadlock
 * (40001, 40P01; bounded): it must have no effect outside its transaction. A `read` transaction begins with its first
 * query: one that is answered without any takes no connection.
 */
export interface Database {
  readonly engine: 'postgres' | 'embedded';
  withTenant<T>(tenant: TenantId, access: Access, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For relay, jobs and the purges of caches: their own tables only. */
  withSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** One cheap round trip; throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
