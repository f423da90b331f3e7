/** A key and how often it was counted at least. */
export interface HeavyHitter {
  readonly key: string;
  readonly count: number;
}

/** Counts are halved after so many keys: the list is about now, not about the start of the process. */
const HALVED_AFTER = 10_000;

/**
 * The most frequent keys of an endless stream in bounded space (Misra and Gries, "Finding repeated elements", 1982): a
 * counter for each of `capacity` keys; a key without a place takes one from every counter instead. A key that is more than
 * 1/(capacity + 1) of the stream since the halving has a counter; counts are lower bounds. Taking from all is paid for by the
 * additions before it, so a key costs a constant on average.
 */
export class HeavyHitters {
  readonly #capacity: number;
  readonly #counts = new Map<string, number>();
  #seen = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(key: string): void {
    const count = this.#counts.get(key);
    if (count !== undefined) this.#counts.set(key, count + 1);
    else if (this.#counts.size < this.#capacity) this.#counts.set(key, 1);
    else this.#replace((other) => other - 1);
    this.#seen += 1;
    if (this.#seen % HALVED_AFTER === 0) this.#replace((other) => other >> 1);
  }

  /** The most frequent first. */
  top(most: number): readonly HeavyHitter[] {
    return [...this.#counts]
      .map(([key, count]) => ({ key, count }))
      .toSorted((one, other) => other.count - one.count)
      .slice(0, most);
  }

  #replace(next: (count: number) => number): void {
    for (const [key, count] of this.#counts) {
      const left = next(count);
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
  }
}
