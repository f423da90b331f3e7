import { AsyncLocalStorage } from 'node:async_hooks';
import type { StoreBudget } from '@quotewright/acceleration';

/*
 * Which request the code at hand works for. OpenTelemetry's own context is of no use here: without an SDK it has nowhere to keep
 * anything, and without an SDK there still is a `traceparent`, the one that the request is answered with.
 */

export interface RequestScope {
  readonly traceparent: string;
  /** What the request may wait for the store, over all its transactions; made by the first that asks. */
  storeBudget?: StoreBudget;
  /** It was charged to its quotas; until then reads leave the limiter its part of the budget. */
  isCharged?: boolean;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs `work`, and all that it awaits, for the request. */
export function runInScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** The request that is being answered here; undefined outside of requests, in jobs for example. */
export function currentScope(): RequestScope | undefined {
  return scopes.getStore();
}
