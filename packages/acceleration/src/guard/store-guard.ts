import type { StoreBudget } from './store-budget.ts';

/** Why the store gave no answer. Never thrown: the layer goes on without it. */
export type TroubleKind =
  | 'timeout' // the deadline of the request passed
  | 'open' // the breaker lets nothing through
  | 'busy' // no place among the operations under way before the deadline
  | 'error'; // it answered with an error, or the connection broke

/** The outcome of an operation that the store did not do, or did without our hearing of it. */
export class StoreTrouble {
  readonly kind: TroubleKind;
  /** For logs; undefined where there is nothing to add. */
  readonly cause: unknown;

  constructor(kind: TroubleKind, cause?: unknown) {
    this.kind = kind;
    this.cause = cause;
  }
}

/** Stands before a store: deadline, breaker, bound on concurrency, latency. Nothing it returns ever rejects. */
export interface StoreGuard {
  /**
   * Runs one store operation within what is left of the budget. `operation` is the label of its metrics (`get`, `fill`, …).
   * An operation given up may still be applied later.
   */
  run<T>(operation: string, budget: StoreBudget, call: () => Promise<T>): Promise<T | StoreTrouble>;
  /** Whether an operation would be tried now. */
  readonly admits: boolean;
  readonly state: 'closed' | 'open' | 'half-open';
  /** Calls the listener each time the breaker closes after having been open, before anything else is let through. It must not throw. */
  onRecovered(listener: () => void): () => void;
  /** Lets nothing through any more. Operations under way end as they would. */
  close(): void;
}

/** What is between this process and the store now. */
export interface StoreLoad {
  readonly underWay: number;
  readonly waiting: number;
  /** Given up at their deadline, and not yet answered or given up by the client. */
  readonly abandoned: number;
}
