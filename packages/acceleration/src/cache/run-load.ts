import { DomainError } from '@quotewright/kernel';
import type { Timers } from '../ports/index.ts';
import { fail } from './cache-errors.ts';

/**
 * Runs a loader until it answers, its time is up, or nobody waits any more; then its signal aborts and the result is an error, also
 * when the loader does not listen to its signal.
 */
export function runLoad<Result>(
  name: string,
  timeout: number,
  timers: Timers,
  abort: AbortController,
  load: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const { signal } = abort;
    const cancel = timers.after(timeout, () => abort.abort(timedOut(name, timeout)));
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const settled = () => {
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
    // A loader may also throw before it returns a promise.
    Promise.resolve()
      .then(() => load(signal))
      .then(
        (value) => {
          settled();
          resolve(value);
        },
        (error: unknown) => {
          settled();
          reject(error);
        },
      );
  });
}

export function isLoadTimeout(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'CACHE_LOAD_TIMEOUT';
}

function timedOut(name: string, timeout: number): DomainError {
  return fail('CACHE_LOAD_TIMEOUT', `loading ${name} took longer than ${timeout} ms`);
}

/** A value that does not exist is `absent`; `undefined` is a forgotten `return`. */
export function returnedNothing(name: string): DomainError {
  return fail('CACHE_LOADER_RETURNED_NOTHING', `the loader of ${name} returned undefined`);
}
