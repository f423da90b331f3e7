import type { Timers } from '../ports/index.ts';

/** The places for loads of one category in one process. */
export class LoadSlots {
  #free: number;
  readonly #queue: (() => void)[] = [];
  readonly #timers: Timers;

  constructor(places: number, timers: Timers) {
    this.#free = places;
    this.#timers = timers;
  }

  /** False: no place became free within `patience` milliseconds. */
  async take(patience: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const enter = () => {
        cancel();
        resolve(true);
      };
      const cancel = this.#timers.after(patience, () => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        resolve(false);
      });
      this.#queue.push(enter);
    });
  }

  leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
