/*
 * Sums in the one form that is propagated: Σ weights ≤ bound, each term with a least weight of 0. A lower bound is the
 * upper bound of the negated sum.
 */

/** One variable of a sum: the literal that says it has a class, and what that class adds. */
export interface Term {
  readonly literals: readonly number[];
  readonly weights: ArrayLike<number>;
  /** Of each class: what says that it is this one or a later one; one more, for none. Absent for few classes. */
  readonly order?: readonly number[] | undefined;
}

/** Where no literal says what would be needed. */
export const NO_LITERAL = -1;

/** Flat: sums have terms, terms have entries. `…Starts[i]` to `…Starts[i + 1]` are those of `i`. */
export interface SumLayout {
  readonly bounds: Float64Array;
  /** By sum: it need only hold where this literal does. */
  readonly guards: Int32Array;
  /** Terms of a sum by descending greatest weight, so that the search for what is too much ends early. */
  readonly termStarts: Int32Array;
  readonly sumOf: Int32Array;
  /** Entries of a term by ascending weight. */
  readonly entryStarts: Int32Array;
  /** By term: its first entry of greatest weight. */
  readonly greatest: Int32Array;
  readonly termOf: Int32Array;
  readonly literals: Int32Array;
  readonly weights: Float64Array;
  /** By entry: the literal that says that it is this one or a later one of the term; NO_LITERAL where there is none. */
  readonly suffixes: Int32Array;
  /** By literal: entries that its truth rules out, or `~sum` where it is the guard. */
  readonly occurrenceStarts: Int32Array;
  readonly occurrences: Int32Array;
}

interface Entry {
  readonly literal: number;
  readonly weight: number;
  readonly suffix: number;
}

interface NormalTerm {
  readonly entries: readonly Entry[];
  readonly greatest: number;
}

export class SumLayoutBuilder {
  readonly #sums: {
    readonly bound: number;
    readonly guard: number;
    readonly terms: readonly NormalTerm[];
  }[] = [];

  /** Adds Σ `factor`·weights ≤ bound. */
  add(terms: readonly Term[], factor: 1 | -1, bound: number, guard: number): void {
    let rest = bound;
    const normal: NormalTerm[] = [];
    for (const term of terms) {
      const { least, entries } = entriesOf(term, factor);
      rest -= least;
      const greatest = entries.at(-1)?.weight ?? 0;
      if (greatest > 0) normal.push({ entries, greatest });
    }
    this.#sums.push({ bound: rest, guard, terms: normal.toSorted((a, b) => b.greatest - a.greatest) });
  }

  build(literalCount: number): SumLayout {
    const sums = this.#sums;
    const terms = sums.flatMap(({ terms }, sum) => terms.map((term) => ({ ...term, sum })));
    const entries = terms.flatMap(({ entries, greatest }, term) =>
      entries.map((entry) => ({ ...entry, term, isGreatest: entry.weight === greatest })),
    );
    const termStarts = startsOf(sums.map(({ terms }) => terms.length));
    const entryStarts = startsOf(terms.map(({ entries }) => entries.length));
    const greatest = terms.map(
      (term, at) => entryStarts[at]! + term.entries.findIndex(({ weight }) => weight === term.greatest),
    );
    // Without the entries of greatest weight nothing is known that it is not known without the others already.
    const events = [
      ...entries.flatMap(({ literal, isGreatest }, at) =>
        isGreatest ? [] : [{ by: literal ^ 1, what: at }],
      ),
      ...sums.map(({ guard }, sum) => ({ by: guard, what: ~sum })),
    ];
    return {
      bounds: Float64Array.from(sums, ({ bound }) => bound),
      guards: Int32Array.from(sums, ({ guard }) => guard),
      termStarts,
      sumOf: Int32Array.from(terms, ({ sum }) => sum),
      entryStarts,
      greatest: Int32Array.from(greatest),
      termOf: Int32Array.from(entries, ({ term }) => term),
      literals: Int32Array.from(entries, ({ literal }) => literal),
      weights: Float64Array.from(entries, ({ weight }) => weight),
      suffixes: Int32Array.from(entries, ({ suffix }) => suffix),
      ...byLiteral(events, literalCount),
    };
  }
}

/** By ascending weight, the least of which becomes 0. */
function entriesOf({ literals, weights, order }: Term, factor: 1 | -1) {
  const scaled = literals.map((_, at) => factor * weights[at]!);
  const least = Math.min(...scaled);
  const entry = (at: number, suffix: number): Entry => ({
    literal: literals[at]!,
    weight: scaled[at]! - least,
    suffix,
  });
  const isAscending = scaled.every((weight, at) => at === 0 || weight >= scaled[at - 1]!);
  const isDescending = scaled.every((weight, at) => at === 0 || weight <= scaled[at - 1]!);
  let entries: Entry[];
  if (order !== undefined && isAscending) entries = literals.map((_, at) => entry(at, order[at]!));
  else if (order !== undefined && isDescending)
    entries = literals.map((_, at) => entry(at, order[at + 1]! ^ 1)).toReversed();
  else entries = literals.map((_, at) => entry(at, NO_LITERAL)).toSorted((a, b) => a.weight - b.weight);
  return { least, entries };
}

function byLiteral(events: readonly { readonly by: number; readonly what: number }[], literalCount: number) {
  const counts = Array.from({ length: literalCount }, () => 0);
  for (const { by } of events) counts[by]! += 1;
  const occurrenceStarts = startsOf(counts);
  const occurrences = new Int32Array(events.length);
  const next = occurrenceStarts.slice();
  for (const { by, what } of events) occurrences[next[by]!++] = what;
  return { occurrenceStarts, occurrences };
}

/** Where each one's part begins, if they lie one after the other; the last one is the length. */
export function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  for (const [at, length] of lengths.entries()) starts[at + 1] = starts[at]! + length;
  return starts;
}
