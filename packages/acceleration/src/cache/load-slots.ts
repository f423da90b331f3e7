import type { Timers } from '../ports/index.ts';

/** The places for loads of one category in one process. */
export class LoadSlots {
  #free: number;
  readonly #queue = new Set<() => void>();
  readonly #timers: Timers;

  constructor(places: number, timers: Timers) {
    this.#free = places;
    this.#timers = timers;
  }

  /** False: no place became free within `patience` milliseconds. Rejects with the signal's reason. */
  async take(patience: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise((resolve, reject) => {
      const leaveQueue = () => {
        this.#queue.delete(enter);
        signal.removeEventListener('abort', abort);
        cancel();
      };
      const enter = () => {
        leaveQueue();
        resolve(true);
      };
      const abort = () => {
        leaveQueue();
        reject(signal.reason);
      };
      const cancel = this.#timers.after(patience, () => {
        leaveQueue();
        resolve(false);
      });
      signal.addEventListener('abort', abort, { once: true });
      this.#queue.add(enter);
    });
  }

  leave(): void {
    const [next] = this.#queue;
    if (next === undefined) this.#free += 1;
    else next();
  }
}
