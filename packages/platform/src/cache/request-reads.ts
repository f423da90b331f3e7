import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type BytesReading,
  type CacheKey,
  keepingBack,
  LIMIT_PATIENCE,
  type MissReason,
  type Reading,
  type Source,
  type StoreBudget,
} from '@quotewright/acceleration';
import type { Tx } from '../postgres/tx.ts';
import { currentScope } from '../telemetry/request-scope.ts';

/** How a copy took part in an answer; for `Cache-Status`, and for the request's line in the log. */
export interface NotedRead {
  readonly category: string;
  readonly source: Source;
  /** Milliseconds since the value was read from the truth. */
  readonly age: number;
  readonly reason: MissReason | null;
  /** The whole key: never shown as it is. */
  readonly key: string;
  /** Whose the value is, as the copy itself says; null in a global category. */
  readonly tenant: string | null;
  readonly version: string | null;
  /** When it was read from the truth, milliseconds since the epoch. */
  readonly generatedAt: number;
  /** It says that there is none. */
  readonly absent: boolean;
  /** The category of the value that was loaded and made of this copy; absent where the copy itself was answered. */
  readonly into?: string;
}

export type AnsweredReading = Exclude<Reading<unknown> | BytesReading, { outcome: 'refused' }>;

interface RequestReads {
  storeBudget?: StoreBudget;
  readonly noted: NotedRead[];
}

/** Of a transaction, a request's scope or a run. */
const reads = new WeakMap<object, RequestReads>();
/** Work for somebody who is answered later: a job. */
const runs = new AsyncLocalStorage<object>();

function readsOf(of: object): RequestReads {
  let found = reads.get(of);
  if (found === undefined) {
    found = { noted: [] };
    reads.set(of, found);
  }
  return found;
}

/** One budget of store time for all reads of a request, whatever transactions it opens; outside of requests, of a transaction. */
export function budgetOf(tx: Tx, make: () => StoreBudget): StoreBudget {
  const scope = currentScope();
  const holder = scope ?? readsOf(tx);
  holder.storeBudget ??= make();
  // What is read before the request is counted, its rights above all, must not keep it from being counted.
  return scope === undefined || scope.isCharged === true
    ? holder.storeBudget
    : keepingBack(holder.storeBudget, LIMIT_PATIENCE);
}

/** `now` is in milliseconds since the epoch. */
export function noted(key: CacheKey, reading: AnsweredReading, now: number): NotedRead {
  const { source, reason, tenant, version, generatedAt } = reading;
  return {
    category: key.category,
    source,
    age: Math.max(0, now - generatedAt),
    reason,
    key: key.data,
    tenant,
    version,
    generatedAt,
    absent: reading.outcome === 'absent',
  };
}

/** Runs `work`; what it and all that it awaits read of copies is told by `notedReads(of)`. */
export function notingReads<T>(of: object, work: () => T): T {
  return runs.run(of, work);
}

/** Of the transaction, where there is one, and of the request or the run that is answered here. */
export function noteRead(tx: Tx | undefined, read: NotedRead): void {
  if (tx !== undefined) readsOf(tx).noted.push(read);
  const answered = currentScope() ?? runs.getStore();
  if (answered !== undefined) readsOf(answered).noted.push(read);
}

/** Of a transaction, a request's scope or a run, in their order. Empty where no copy was asked. */
export function notedReads(of: object): readonly NotedRead[] {
  return reads.get(of)?.noted ?? [];
}
