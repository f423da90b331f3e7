import type { Clock } from '@quotewright/kernel';

/**
 * How long one request may wait for the store, over all its operations together; operations side by side count once.
 * Time spent on loading, or between operations, does not count. All times are the clock's monotonic milliseconds.
 */
export interface StoreBudget {
  /** Milliseconds left, never negative. */
  readonly left: number;
  /**
   * An operation begins waiting at `now`. Returns when the budget will be used up if it goes on waiting: the same moment for
   * all operations under way.
   */
  begin(now: number): number;
  /** An operation ended at `now`, with or without an answer. */
  end(now: number): void;
  /** Operations under way may last until `due`: it was the process that was slow, not the store. */
  extend(due: number): void;
}

/** A budget of `ms` milliseconds. One per request; it is cheap. */
export function createStoreBudget(clock: Clock, ms: number): StoreBudget {
  return new WaitBudget(clock, ms);
}

class WaitBudget implements StoreBudget {
  readonly #clock: Clock;
  #left: number;
  #due = 0;
  #underWay = 0;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#left = ms;
  }

  get left(): number {
    return this.#underWay === 0 ? this.#left : Math.max(0, this.#due - this.#clock.monotonic());
  }

  begin(now: number): number {
    if (this.#underWay === 0) this.#due = now + this.#left;
    this.#underWay += 1;
    return this.#due;
  }

  end(now: number): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#left = Math.max(0, this.#due - now);
  }

  extend(due: number): void {
    if (due > this.#due) this.#due = due;
  }
}

/** The same budget without its last `ms` milliseconds, which are left to others. */
export function keepingBack(budget: StoreBudget, ms: number): StoreBudget {
  return {
    get left() {
      return Math.max(0, budget.left - ms);
    },
    begin: (now) => budget.begin(now) - ms,
    end: (now) => budget.end(now),
    extend: (due) => budget.extend(due + ms),
  };
}

/** One operation for several requests: it may last as long as the least patient of them waits. */
export function sharedBudget(budgets: readonly StoreBudget[]): StoreBudget {
  return {
    get left() {
      return Math.min(...budgets.map((budget) => budget.left));
    },
    begin: (now) => Math.min(...budgets.map((budget) => budget.begin(now))),
    end: (now) => budgets.forEach((budget) => budget.end(now)),
    extend: (due) => budgets.forEach((budget) => budget.extend(due)),
  };
}
