import { setImmediate } from 'node:timers';
import { ManualClock } from '@quotewright/kernel/testing';
import type { Timers } from '../ports/index.ts';

/** `setTimeout` fires at once for more; a caller who asks for it has a mistake that this finds. */
const longest = 0x7fff_ffff;

interface Timer {
  /** Monotonic. */
  readonly at: number;
  /** Of timers due at the same moment the one asked for first runs first. */
  readonly order: number;
  readonly call: () => void;
}

/**
 * Time that passes only when it is told to. Timers run in the order of their due times, each at exactly its time; between
 * two of them everything that waits on promises goes as far as it can. What waits on real I/O does not belong here.
 */
export class SimulatedTime {
  /** Its wall may be set; time passes by `SimulatedTime.advance` only, or timers are missed. */
  readonly clock: ManualClock;
  readonly timers: Timers = { after: (ms, call) => this.#after(ms, call) };
  /** By (at, order). */
  readonly #due: Timer[] = [];
  #asked = 0;
  #advancing = false;

  /** `start`: wall-clock time, RFC 3339 or milliseconds since the epoch. */
  constructor(start?: string | number) {
    this.clock = new ManualClock(start);
  }

  /** Timers that have not run yet. */
  get pending(): number {
    return this.#due.length;
  }

  /** Lets `ms` pass. Rejects with what a timer throws; time then stands at that timer. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.monotonic() + ms;
    await this.#exclusively(async () => {
      await turn();
      while (this.#due[0] !== undefined && this.#due[0].at <= until) await this.#runNext();
      this.#moveTo(until);
    });
  }

  /** Lets what waits on promises go as far as it can at this moment, timers due now included. */
  settle(): Promise<void> {
    return this.advance(0);
  }

  /**
   * Goes from timer to timer until the promise settles, and answers as it does. Rejects when nothing is left that could
   * settle it, or when `atMost` ms have passed.
   */
  async until<T>(promise: Promise<T>, atMost = 3_600_000): Promise<T> {
    const seen = { settled: false };
    const noted = () => {
      seen.settled = true;
    };
    promise.then(noted, noted);
    const end = this.clock.monotonic() + atMost;
    await this.#exclusively(async () => {
      await turn();
      while (!seen.settled) {
        const next = this.#due[0];
        if (next === undefined) throw new Error('No timer is left that could settle the promise.');
        if (next.at > end) throw new Error(`The promise did not settle within ${atMost} ms.`);
        await this.#runNext();
      }
    });
    return promise;
  }

  #after(ms: number, call: () => void): () => void {
    if (!(ms <= longest)) throw new RangeError(`A timer takes at most ${longest} ms, not ${ms}.`);
    this.#asked += 1;
    // Whole milliseconds, so that sums of jittered delays are exact and a deadline is never missed by a rounding error.
    const at = this.clock.monotonic() + Math.max(0, Math.ceil(ms));
    const timer: Timer = { at, order: this.#asked, call };
    this.#due.splice(this.#placeOf(timer), 0, timer);
    return () => {
      const place = this.#placeOf(timer);
      if (this.#due[place] === timer) this.#due.splice(place, 1);
    };
  }

  async #runNext(): Promise<void> {
    const timer = this.#due.shift();
    if (timer === undefined) return;
    this.#moveTo(timer.at);
    timer.call();
    await turn();
  }

  #moveTo(monotonic: number): void {
    const ms = monotonic - this.clock.monotonic();
    if (ms > 0) this.clock.advance(ms);
  }

  #placeOf({ at, order }: Timer): number {
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#due[middle] as Timer;
      if (other.at < at || (other.at === at && other.order < order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #exclusively(pass: () => Promise<void>): Promise<void> {
    if (this.#advancing) throw new Error('Time is being advanced already.');
    this.#advancing = true;
    try {
      await pass();
    } finally {
      this.#advancing = false;
    }
  }
}

/** All microtasks have run before the next one begins, however long their chains are. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
