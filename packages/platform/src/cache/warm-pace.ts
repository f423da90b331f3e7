import { systemTimers, type Timers } from '@quotewright/acceleration';
import { type Clock, systemClock } from '@quotewright/kernel';

/** Milliseconds for which a rate is believed. */
const BELIEVED_FOR = 2_000;

/** Lets so many go in a second, evenly, whoever asks. */
export interface WarmPace {
  /** Resolves when the next may go; false: none may. Rejects with the signal's reason. */
  next(): Promise<boolean>;
}

interface PaceOptions {
  /** In a second; undefined: as many as ask. Asked again every two seconds, so that a change reaches work that is under way. */
  rate(): Promise<number | undefined>;
  readonly signal: AbortSignal;
  readonly clock?: Pick<Clock, 'monotonic'>;
  readonly timers?: Timers;
}

export function warmPace({
  rate,
  signal,
  clock = systemClock,
  timers = systemTimers,
}: PaceOptions): WarmPace {
  let asked: Promise<number | undefined> | undefined;
  let askedAt = 0;
  /** When the next may go. */
  let free = 0;

  function current(): Promise<number | undefined> {
    const now = clock.monotonic();
    if (asked === undefined || now - askedAt >= BELIEVED_FOR) {
      askedAt = now;
      asked = rate();
    }
    return asked;
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = timers.after(ms, () => {
        signal.removeEventListener('abort', end);
        resolve();
      });
      signal.addEventListener('abort', end, { once: true });
    });
  }

  return {
    async next() {
      for (;;) {
        signal.throwIfAborted();
        const perSecond = await current();
        signal.throwIfAborted();
        if (perSecond === 0) return false;
        const now = clock.monotonic();
        if (perSecond === undefined) return true;
        if (free <= now) {
          free = now + 1_000 / perSecond;
          return true;
        }
        // Not to the end of a long wait at once: the rate may be another by then.
        await pause(Math.min(free - now, BELIEVED_FOR));
      }
    },
  };
}
