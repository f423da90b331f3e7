import { setTimeout as sleep } from 'node:timers/promises';

/** What became of a promise within a time; milliseconds since it was asked about. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T; readonly ms: number }
  | { readonly kind: 'failed'; readonly reason: unknown; readonly ms: number }
  | { readonly kind: 'hangs'; readonly ms: number };

/** Never rejects; a promise that is given up goes on unheeded. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<Outcome<T>> {
  const started = performance.now();
  const over = new AbortController();
  const taken = () => performance.now() - started;
  const outcome = await Promise.race([
    promise.then(
      (value): Outcome<T> => ({ kind: 'done', value, ms: taken() }),
      (reason: unknown): Outcome<T> => ({ kind: 'failed', reason, ms: taken() }),
    ),
    sleep(ms, undefined, { signal: over.signal }).then(
      (): Outcome<T> => ({ kind: 'hangs', ms: taken() }),
      (): Outcome<T> => ({ kind: 'hangs', ms: taken() }),
    ),
  ]);
  over.abort();
  return outcome;
}

/** Until `holds` answers true, asked again and again; rejects after `ms`. */
export async function until(holds: () => Promise<boolean> | boolean, ms = 5_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await sleep(2);
  }
}

/** Milliseconds that every library gets for what it does in the background: a message on its bus, a fill after its answer. */
const SETTLE = 100;

export const settle = (ms = SETTLE): Promise<void> => sleep(ms);
