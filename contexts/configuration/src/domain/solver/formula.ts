import { ClauseArena, NO_GRADE } from './clause-arena.ts';
import { type SumLayout, SumLayoutBuilder, startsOf, type Term } from './sum-layout.ts';

/*
 * What the search runs on. A literal is `2 · boolean` where the boolean is true and `2 · boolean + 1` where it is
 * false, so that `literal ^ 1` is the contrary.
 */
export interface Formula {
  readonly booleans: number;
  /** Booleans below this are decided; with these decided, the others can always follow. */
  readonly decided: number;
  /** By boolean: with it true, the others of this range are false. Empty ranges exclude nothing. */
  readonly exclusiveFrom: Int32Array;
  readonly exclusiveTo: Int32Array;
  /** By literal: what follows from it alone. */
  readonly implicationStarts: Int32Array;
  readonly implications: Int32Array;
  readonly clauses: ClauseArena;
  readonly units: Int32Array;
  readonly sums: SumLayout;
  /** By boolean: the truth that is tried first. */
  readonly phases: Uint8Array;
  /** An empty clause was added. */
  readonly contradictory: boolean;
}

/** The literal that always holds. */
export const TRUE = 0;
const FALSE = TRUE ^ 1;

export class FormulaBuilder {
  #booleans = 1;
  #decided = 1;
  #contradictory = false;
  readonly #units: number[] = [TRUE];
  readonly #pairs: number[] = [];
  readonly #long: (readonly number[])[] = [];
  readonly #exclusive: (readonly [from: number, to: number])[] = [];
  readonly #sums = new SumLayoutBuilder();

  /** The positive literal of a new boolean, which is not decided. */
  boolean(): number {
    return 2 * this.#booleans++;
  }

  /** Literals of one new variable with `size` classes: exactly one of them holds. */
  variable(size: number): readonly number[] {
    if (size === 1) return [TRUE];
    const first = this.boolean();
    this.#decided = this.#booleans;
    if (size === 2) return [first ^ 1, first];
    const literals = [first];
    while (literals.length < size) literals.push(this.boolean());
    this.#decided = this.#booleans;
    this.#exclusive.push([first >> 1, this.#booleans]);
    this.clause(literals);
    return literals;
  }

  /**
   * For the classes of one variable: literals that say "this class or a later one", and at the end that there is none.
   * What follows from a sum is a bound; without literals for bounds, conflicts would have to name every class below.
   */
  order(classes: readonly number[]): readonly number[] {
    const from = [TRUE];
    while (from.length < classes.length) from.push(this.boolean());
    this.#decided = this.#booleans;
    from.push(FALSE);
    for (const [at, literal] of classes.entries()) {
      const here = from[at]!;
      const later = from[at + 1]!;
      this.clause([later ^ 1, here]);
      this.clause([literal ^ 1, here]);
      this.clause([literal ^ 1, later ^ 1]);
      this.clause([here ^ 1, later, literal]);
    }
    return from;
  }

  /** At least one literal holds. */
  clause(all: readonly number[]): void {
    if (all.includes(TRUE)) return;
    const literals = all.filter((literal) => literal !== FALSE);
    const [first, second] = literals;
    if (first === undefined) this.#contradictory = true;
    else if (second === undefined) this.#units.push(first);
    else if (literals.length === 2) this.#pairs.push(first, second);
    else this.#long.push(literals);
  }

  /** Where `guard` holds, Σ `factor`·weights ≤ bound. */
  sum(terms: readonly Term[], factor: 1 | -1, bound: number, guard: number): void {
    if (Number.isFinite(bound)) this.#sums.add(terms, factor, bound, guard);
  }

  build(): Formula {
    const booleans = this.#booleans;
    const exclusiveFrom = new Int32Array(booleans);
    const exclusiveTo = new Int32Array(booleans);
    const phases = new Uint8Array(booleans);
    for (const [from, to] of this.#exclusive) {
      exclusiveFrom.fill(from, from, to);
      exclusiveTo.fill(to, from, to);
      // Of many classes one is chosen, not all but one refused.
      phases.fill(1, from, to);
    }
    const clauses = new ClauseArena(2 * booleans);
    for (const literals of this.#long) clauses.add(literals, literals.length, NO_GRADE);
    return {
      booleans,
      decided: this.#decided,
      exclusiveFrom,
      exclusiveTo,
      ...implicationsOf(this.#pairs, 2 * booleans),
      clauses,
      units: Int32Array.from(this.#units),
      sums: this.#sums.build(2 * booleans),
      phases,
      contradictory: this.#contradictory,
    };
  }
}

function implicationsOf(pairs: readonly number[], literalCount: number) {
  const counts = Array.from({ length: literalCount }, () => 0);
  for (const literal of pairs) counts[literal ^ 1]! += 1;
  const implicationStarts = startsOf(counts);
  const implications = new Int32Array(pairs.length);
  const next = implicationStarts.slice();
  for (const [at, literal] of pairs.entries()) implications[next[literal ^ 1]!++] = pairs[at ^ 1]!;
  return { implicationStarts, implications };
}
