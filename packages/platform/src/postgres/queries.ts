import type { Kysely } from 'kysely';
import { sessionOf } from './transaction.ts';
import type { SystemTx, Tx } from './tx.ts';

/**
 * A transaction as a kysely query builder over the caller's tables; for adapters. Types read on both
 * engines alike: int8 → number, numeric and date → string, timestamptz → Date, bytea → Buffer,
 * json/jsonb → parsed.
 */
export function queries<Tables>(tx: Tx | SystemTx): Kysely<Tables> {
  return sessionOf(tx).kysely as Kysely<Tables>;
}

/**
 * Whether the transaction holds a connection. A read does not before its first query, and one that never asks never does;
 * whoever holds one must not wait for others who may need one.
 */
export function holdsConnection(tx: Tx | SystemTx): boolean {
  return sessionOf(tx).begun;
}
