import { fail } from './errors.ts';

export interface Turnstile {
  /** Resolves when it is the caller's turn; the answer ends the turn. Rejects with `DATABASE_BUSY` after the wait. */
  enter(): Promise<() => void>;
}

/** One at a time, first come first served. `wait`: milliseconds. */
export function turnstile(wait: number): Turnstile {
  const queue: (() => void)[] = [];
  let taken = false;

  function leave(): void {
    const next = queue.shift();
    if (next === undefined) taken = false;
    else next();
  }

  function turn(): () => void {
    let over = false;
    return () => {
      if (!over) leave();
      over = true;
    };
  }

  return {
    enter() {
      if (!taken) {
        taken = true;
        return Promise.resolve(turn());
      }
      return new Promise((resolve, reject) => {
        const enter = () => {
          clearTimeout(timer);
          resolve(turn());
        };
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(enter), 1);
          const message = `the database was busy for ${wait} ms with work that came first`;
          reject(fail('DATABASE_BUSY', message, { retryAfterSeconds: 1 }));
        }, wait);
        queue.push(enter);
      });
    },
  };
}
