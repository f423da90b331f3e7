import { retryPause } from '../retry-pause.ts';
import type { RelayWorkplace } from './relay-workplace.ts';
import { once } from './timers.ts';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Which partitions could not be sent, and for how long each is left alone: up to 5 s, at random. Counted by partition, because a
 * transport may be able to take some and not others. The first of them that can be sent again ends the rest of all of them: the
 * transport is back, and the backlog goes out at full speed.
 */
export class Outage {
  readonly #place: RelayWorkplace;
  readonly #wake: () => void;
  readonly #failures = new Map<number, number>();
  readonly #resting = new Map<number, () => void>();

  constructor(place: RelayWorkplace, wake: () => void) {
    this.#place = place;
    this.#wake = wake;
  }

  /** Partitions not to be tried now. */
  get resting(): readonly number[] {
    return [...this.#resting.keys()];
  }

  get ongoing(): boolean {
    return this.#failures.size > 0;
  }

  failed(partition: number, error: unknown): void {
    const { log, metrics, random, every } = this.#place;
    metrics?.sendFailed();
    if (this.#failures.size === 0)
      log.error({ err: error }, 'events cannot be sent: they wait in the outbox');
    const failures = (this.#failures.get(partition) ?? 0) + 1;
    this.#failures.set(partition, failures);
    const stop = once(every, retryPause(failures, random(), LONGEST_PAUSE_MS), () => {
      this.#resting.delete(partition);
      this.#wake();
    });
    this.#resting.set(partition, stop);
  }

  succeeded(partition: number): void {
    if (!this.#failures.has(partition)) return;
    this.#place.log.info('events are sent again');
    this.end();
    this.#wake();
  }

  end(): void {
    for (const stop of this.#resting.values()) stop();
    this.#resting.clear();
    this.#failures.clear();
  }
}
