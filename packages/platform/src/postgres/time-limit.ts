import { fail } from './errors.ts';

/** How long a transaction may hold its connection. */
export class TimeLimit {
  #timer: NodeJS.Timeout | undefined;
  #expired: Error | undefined;
  #giveUp: ((error: Error) => void) | undefined;

  /** From now on the time is counted: a connection is held. */
  start(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      const message = `a transaction took longer than ${milliseconds} ms and was rolled back`;
      this.#expired = fail('DATABASE_TIMEOUT', message, { retryAfterSeconds: 5 });
      this.#giveUp?.(this.#expired);
    }, milliseconds);
  }

  /** The outcome of the work, or `DATABASE_TIMEOUT` if that comes first: the work goes on, and finds its transaction ended. */
  within<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // It may have passed before the work began: during BEGIN.
      if (this.#expired !== undefined) {
        reject(this.#expired);
        return;
      }
      this.#giveUp = reject;
      work().then(resolve, reject);
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
