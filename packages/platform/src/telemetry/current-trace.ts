import { AsyncLocalStorage } from 'node:async_hooks';

/*
 * Which request the code at hand works for. OpenTelemetry's own context is of no use here: without an SDK it has nowhere to keep
 * anything, and without an SDK there still is a `traceparent`, the one that the request is answered with.
 */

const traceparents = new AsyncLocalStorage<string>();

/** Runs `work`, and all that it awaits, for the request with this `traceparent`. */
export function runTraced<T>(traceparent: string, work: () => T): T {
  return traceparents.run(traceparent, work);
}

/** The `traceparent` of the request that is being answered here; undefined outside of requests, in jobs for example. */
export function currentTraceparent(): string | undefined {
  return traceparents.getStore();
}
