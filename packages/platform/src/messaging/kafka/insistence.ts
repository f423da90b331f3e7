import { retryPause } from '../retry-pause.ts';
import type { KafkaPlace } from './kafka-options.ts';
import { reasonOf } from './reason-of.ts';

export interface Purpose {
  /** For the log, when it fails for the first time. */
  readonly complaint: string;
  /** Milliseconds between two attempts at most. */
  readonly longestPause: number;
}

/** Does something again and again until it succeeds; undefined once the signal has ended. */
export type Insist = <T>(purpose: Purpose, work: () => Promise<T>) => Promise<T | undefined>;

export function insistence({ log, timing }: KafkaPlace, consumer: string, signal: AbortSignal): Insist {
  const complained = new Set<Purpose>();
  return async (purpose, work) => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!complained.has(purpose)) log.warn({ reason: reasonOf(error), consumer }, purpose.complaint);
        complained.add(purpose);
        await timing.pause(retryPause(failures, timing.random(), purpose.longestPause), signal);
      }
    }
    return undefined;
  };
}
