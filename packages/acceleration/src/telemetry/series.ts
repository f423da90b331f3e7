/** What stands for label values beyond the most that are kept apart. */
const OTHER = 'other';

/**
 * Series of one metric by up to two label values, of which only `most` are kept apart: whatever comes later is counted under
 * `other`. Label values are declared names; the bound is for the day on which one is not.
 */
class Series<Cell> {
  readonly #most: number;
  readonly #empty: () => Cell;
  readonly #cells = new Map<string, Map<string, Cell>>();
  #size = 0;

  constructor(most: number, empty: () => Cell) {
    this.#most = most;
    this.#empty = empty;
  }

  /** A metric with fewer labels leaves the rest empty. */
  cell(first: string, second: string): Cell {
    return this.#cells.get(first)?.get(second) ?? this.#added(first, second);
  }

  *entries(): Generator<readonly [first: string, second: string, cell: Cell]> {
    for (const [first, row] of this.#cells) for (const [second, cell] of row) yield [first, second, cell];
  }

  #added(first: string, second: string): Cell {
    const rest = second === '' ? '' : OTHER;
    if (this.#size >= this.#most && (first !== OTHER || second !== rest)) return this.cell(OTHER, rest);
    const cell = this.#empty();
    const row = this.#cells.get(first) ?? new Map<string, Cell>();
    this.#cells.set(first, row.set(second, cell));
    this.#size += 1;
    return cell;
  }
}

export class Counters {
  readonly #series = new Series(2_000, () => ({ value: 0 }));

  add(first: string, second: string, amount: number): void {
    this.#series.cell(first, second).value += amount;
  }

  *entries(): Generator<readonly [first: string, second: string, value: number]> {
    for (const [first, second, { value }] of this.#series.entries()) yield [first, second, value];
  }

  /** By first value, over the second values that `counts` admits. */
  sums(counts: (second: string) => boolean = () => true): Map<string, number> {
    const sums = new Map<string, number>();
    for (const [first, second, value] of this.entries()) {
      if (counts(second)) sums.set(first, (sums.get(first) ?? 0) + value);
    }
    return sums;
  }
}

export interface Distribution {
  /** How many values were at most each bound, cumulative, in the order of the bounds. */
  readonly atMost: readonly number[];
  readonly count: number;
  readonly sum: number;
}

interface Buckets {
  readonly counts: number[];
  sum: number;
}

export class Distributions {
  readonly #bounds: readonly number[];
  readonly #series: Series<Buckets>;

  /** `bounds` ascending. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#series = new Series(500, () => ({
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
    }));
  }

  observe(first: string, value: number): void {
    // Two clocks may disagree: what took less than nothing took nothing.
    const amount = value >= 0 ? value : 0;
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && amount > (bounds[at] as number)) at += 1;
    const buckets = this.#series.cell(first, '');
    buckets.counts[at] = (buckets.counts[at] as number) + 1;
    buckets.sum += amount;
  }

  *entries(): Generator<readonly [first: string, distribution: Distribution]> {
    for (const [first, , { counts, sum }] of this.#series.entries()) {
      let count = 0;
      const cumulative = counts.map((own) => (count += own));
      yield [first, { atMost: cumulative.slice(0, -1), count, sum }];
    }
  }
}
