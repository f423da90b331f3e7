import type { Timers } from '../ports/index.ts';

/** A bounded number of asks that wait for their turn. */
export class WaitingRoom {
  readonly #timers: Timers;
  readonly #places: number;
  #waiting = 0;

  constructor(timers: Timers, places: number) {
    this.#timers = timers;
    this.#places = places;
  }

  get isFull(): boolean {
    return this.#waiting >= this.#places;
  }

  /** Resolves after `ms` milliseconds with true, or with false as soon as the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted === true) return Promise.resolve(false);
    this.#waiting += 1;
    return new Promise((resolve) => {
      const end = (isOver: boolean) => {
        this.#waiting -= 1;
        cancel();
        signal?.removeEventListener('abort', leave);
        resolve(isOver);
      };
      const leave = () => end(false);
      const cancel = this.#timers.after(ms, () => end(true));
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
