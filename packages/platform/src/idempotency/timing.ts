import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, systemClock } from '@quotewright/kernel';

/** Time and chance as waiting needs them. */
export interface Timing {
  readonly clock: Clock;
  /** In [0, 1): spreads repeats that would otherwise come in step. */
  random(): number;
  /** Ends after that time, or as soon as `signal` ends. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemTiming: Timing = {
  clock: systemClock,
  random: Math.random,
  pause: (milliseconds, signal) =>
    delay(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    }),
};
