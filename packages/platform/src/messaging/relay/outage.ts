import { once } from '../../timing/timers.ts';
import { retryPause } from '../retry-pause.ts';
import type { RelayWorkplace } from './relay-workplace.ts';

const LONGEST_PAUSE_MS = 5_000;

interface Failing {
  readonly failures: number;
  readonly restsUntil: number;
}

/**
 * Which partitions could not be sent, and for how long each is left alone: up to 5 s, at random. Counted by partition, because a
 * transport may be able to take some and not others. The first of them that can be sent again ends the rest of all of them: the
 * transport is back, and the backlog goes out at full speed.
 */
export class Outage {
  readonly #place: RelayWorkplace;
  readonly #wake: () => void;
  readonly #failing = new Map<number, Failing>();
  readonly #resting = new Map<number, () => void>();
  /** Whether the last attempt failed, of any partition. */
  #down = false;

  constructor(place: RelayWorkplace, wake: () => void) {
    this.#place = place;
    this.#wake = wake;
  }

  /** Partitions not to be tried now. */
  get resting(): readonly number[] {
    return [...this.#resting.keys()];
  }

  /** Nothing could be sent of late, and what could not be is left alone. */
  get ongoing(): boolean {
    return this.#down && this.#resting.size > 0;
  }

  failed(partition: number, error: unknown): void {
    const { log, metrics, random, every, clock } = this.#place;
    metrics?.sendFailed();
    this.#down = true;
    if (this.#failing.size === 0) log.error({ err: error }, 'events cannot be sent: they wait in the outbox');
    const failures = (this.#failing.get(partition)?.failures ?? 0) + 1;
    const pause = retryPause(failures, random(), LONGEST_PAUSE_MS);
    this.#failing.set(partition, { failures, restsUntil: clock.monotonic() + pause });
    const stop = once(every, pause, () => {
      this.#resting.delete(partition);
      this.#wake();
    });
    this.#resting.set(partition, stop);
  }

  succeeded(partition: number): void {
    this.#down = false;
    if (this.#failing.size === 0) return;
    const isBack = this.#failing.has(partition);
    if (isBack) this.end();
    else this.#forgetOthers();
    if (this.#failing.size === 0) this.#place.log.info('events are sent again');
    if (isBack) this.#wake();
  }

  end(): void {
    for (const stop of this.#resting.values()) stop();
    this.#resting.clear();
    this.#failing.clear();
  }

  /** What was not tried here for long after its rest, another relay has sent. */
  #forgetOthers(): void {
    const longAgo = this.#place.clock.monotonic() - LONGEST_PAUSE_MS;
    for (const [partition, { restsUntil }] of this.#failing) {
      if (restsUntil < longAgo) this.#failing.delete(partition);
    }
  }
}
