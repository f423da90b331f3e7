import type { MissReason, Source, StoreBudget } from '@quotewright/acceleration';
import type { Tx } from '../postgres/tx.ts';
import { currentScope } from '../telemetry/request-scope.ts';

/** How a copy took part in an answer; for `Cache-Status`. */
export interface NotedRead {
  readonly category: string;
  readonly source: Source;
  /** Milliseconds since the value was read from the truth. */
  readonly age: number;
  readonly reason: MissReason | null;
}

interface RequestReads {
  storeBudget?: StoreBudget;
  readonly noted: NotedRead[];
}

const reads = new WeakMap<Tx, RequestReads>();

function readsOf(tx: Tx): RequestReads {
  let found = reads.get(tx);
  if (found === undefined) {
    found = { noted: [] };
    reads.set(tx, found);
  }
  return found;
}

/** One budget of store time for all reads of a request, whatever transactions it opens; outside of requests, of a transaction. */
export function budgetOf(tx: Tx, make: () => StoreBudget): StoreBudget {
  const holder = currentScope() ?? readsOf(tx);
  holder.storeBudget ??= make();
  return holder.storeBudget;
}

export function noteRead(tx: Tx, read: NotedRead): void {
  readsOf(tx).noted.push(read);
}

/** In their order. Empty where no copy was asked. */
export function notedReads(tx: Tx): readonly NotedRead[] {
  return reads.get(tx)?.noted ?? [];
}
