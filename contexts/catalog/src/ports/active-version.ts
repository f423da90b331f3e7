import type { Tx } from '@quotewright/platform/postgres';

/** Which version reads are answered from. Whoever decides something by it locks the tenant's catalog instead. */
export interface ActiveVersion {
  /**
   * Undefined before the first publication. May be a little old, but never older than `atLeast`, unless nothing as new is
   * published: then it is what is.
   */
  read(tx: Tx, atLeast?: number): Promise<number | undefined>;
}
