import type { CacheContext } from './cache-context.ts';
import type { WakeCall } from './wake-calls.ts';

/** Milliseconds between polls: the push gets lost with its connection, and with a holder that died. */
const FIRST_POLL = 25;
const LAST_POLL = 200;

/** Until the lease is said to have ended, or the next poll is due, or `left` milliseconds are over. Rejects when the signal aborts. */
export function waitForWake(
  { timers, random }: Pick<CacheContext, 'timers' | 'random'>,
  call: WakeCall,
  turn: number,
  left: number,
  signal: AbortSignal,
): Promise<void> {
  const poll = Math.min(FIRST_POLL * 2 ** turn, LAST_POLL) * (0.75 + random.fraction() / 2);
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(signal.reason);
    };
    const done = () => {
      cancel();
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const cancel = timers.after(Math.min(poll, left), done);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    call.onWake(done);
  });
}
