import type { Tx } from '@quotewright/platform/postgres';

/** Runs work in a read transaction of the caller's tenant, one for each call, or in the caller's own. */
export type Reading = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
