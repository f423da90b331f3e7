import { fail } from './errors.ts';

/** Optimistic concurrency: `expected` is what `If-Match` named; absent, whatever is current is meant. */
export function expectVersion(current: number, expected: string | undefined): void {
  if (expected === undefined || expected === String(current)) return;
  throw fail('VERSION_MISMATCH', `the current version is "${current}": read it again and decide again`, {
    currentVersion: current,
  });
}
