/** What was asked is not known within the budget of steps: nothing is claimed then. */
export class StepsEnded extends Error {
  override readonly name = 'StepsEnded';
}

/**
 * The steps (decisions and propagations) that all questions of one query have together, so that no query takes
 * minutes, however many questions it comes to. The same query has the same steps, whatever was asked before.
 */
export class StepAccount {
  readonly #limit: number;
  #left: number;

  constructor(limit: number) {
    this.#limit = limit;
    this.#left = limit;
  }

  /** Before each query. */
  refill(): void {
    this.#left = this.#limit;
  }

  /** What a question may take: at most so much. */
  budget(most: number): number {
    return Math.max(0, Math.min(most, this.#left));
  }

  spend(steps: number): void {
    this.#left -= steps;
  }
}

/** Some seconds. The largest of the shipped models takes a hundredth of it. */
export const STEPS_OF_QUERY = 4_000_000;

/** For all that a publication explains of one scope. */
export const STEPS_OF_PUBLICATION = 40_000_000;
