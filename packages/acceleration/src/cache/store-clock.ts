import type { Clock } from '@quotewright/kernel';

/** Samples with a longer round trip say too little about the moment they were taken. */
const LONGEST_ROUND_TRIP = 100;

/**
 * The store's wall clock as this node sees it: nodes whose own clocks disagree still agree on when an entry expires. Runs on the
 * monotonic clock between samples, so that a step of the local wall clock moves nothing. Before the first sample it is the
 * local clock, which nobody should put into an envelope.
 */
export interface StoreClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Whether there has been a sample. */
  readonly synchronised: boolean;
  /** Takes a sample; a failed or slow one changes nothing. */
  synchronise(read: () => Promise<number | undefined>): Promise<void>;
}

export function createStoreClock(clock: Clock): StoreClock {
  let offset = clock.now() - clock.monotonic();
  let synchronised = false;
  return {
    get synchronised() {
      return synchronised;
    },
    now: () => Math.round(clock.monotonic() + offset),
    async synchronise(read) {
      const asked = clock.monotonic();
      const time = await read();
      const answered = clock.monotonic();
      if (time === undefined || answered - asked > LONGEST_ROUND_TRIP) return;
      offset = time - (asked + answered) / 2;
      synchronised = true;
    },
  };
}
