import type { Random, Timers } from '../ports/index.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Opens after five failures in a row, or when half of the last 32 outcomes are failures. In a row finds a dead or frozen store
 * at once; the share finds one that is half dead (a lost shard, an overload). Both count operations, not time, so that a node
 * with ten operations a second and one with ten thousand behave alike, and a success costs one shift.
 */
const FAILURES_IN_A_ROW = 5;
const FAILURES_OF_32 = 16;
const IN_A_ROW = (1 << FAILURES_IN_A_ROW) - 1;

/**
 * Milliseconds until the next probe: doubled from the first to the cap, then half of it is left to chance, so that nodes do not
 * come back in step. With the cap, a store that has returned is in use after a second and a probe.
 */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 1_000;

/** Successes in closed state before the next opening starts from the first pause again: a store that flaps is not asked more often. */
const PROVEN_AFTER = 32;

interface BreakerEvents {
  /** It is time for a probe: one operation, whose outcome is told to `probed`. */
  halfOpened(): void;
  changed(state: BreakerState): void;
}

/** closed → open → half-open → closed or open. Knows outcomes, not operations. */
export class Breaker {
  state: BreakerState = 'closed';
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #events: BreakerEvents;
  /** The last 32 outcomes, the latest in the lowest bit; 1 is a failure. */
  #outcomes = 0;
  #openings = 0;
  #unproven = 0;
  #stopTimer: () => void = () => {};
  #stopped = false;

  constructor(timers: Timers, random: Random, events: BreakerEvents) {
    this.#timers = timers;
    this.#random = random;
    this.#events = events;
  }

  /** An operation that was let through in closed state. Outcomes that come later than the opening say nothing new. */
  succeeded(): void {
    if (this.state !== 'closed') return;
    this.#outcomes <<= 1;
    if (this.#unproven > 0) {
      this.#unproven -= 1;
      if (this.#unproven === 0) this.#openings = 0;
    }
  }

  failed(): void {
    if (this.state !== 'closed') return;
    this.#outcomes = (this.#outcomes << 1) | 1;
    if ((this.#outcomes & IN_A_ROW) === IN_A_ROW || ones(this.#outcomes) >= FAILURES_OF_32) this.trip();
  }

  /** The one operation that was let through in half-open state. */
  probed(alive: boolean): void {
    if (this.state !== 'half-open' || this.#stopped) return;
    if (!alive) {
      this.#open();
      return;
    }
    this.#outcomes = 0;
    this.#unproven = PROVEN_AFTER;
    this.#become('closed');
  }

  /** Opens whatever the outcomes say. */
  trip(): void {
    if (this.state === 'closed') this.#open();
  }

  /** Stays as it is for ever. */
  stop(): void {
    this.#stopped = true;
    this.#stopTimer();
  }

  #open(): void {
    if (this.#stopped) return;
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#openings, LONGEST_PAUSE);
    this.#openings += 1;
    this.#stopTimer = this.#timers.after(Math.ceil(pause * (1 - this.#random.fraction() / 2)), () => {
      this.#become('half-open');
      this.#events.halfOpened();
    });
    this.#become('open');
  }

  #become(state: BreakerState): void {
    this.state = state;
    this.#events.changed(state);
  }
}

/** How many bits of a 32-bit number are set. */
function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
