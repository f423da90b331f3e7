import type { KeyTable } from './key-table.ts';
import { literalState, OPEN_LITERAL, TRUE_LITERAL } from './literal-state.ts';
import { sumResidual } from './narrow-by-sum.ts';
import { isTableEntailed, liveRows } from './narrow-by-table.ts';
import type { Propagator } from './propagator.ts';

/** Variables that are not decided and hang together by constraints that still say something. Ascending. */
export type Component = Int32Array;

export interface Parts {
  readonly components: readonly Component[];
  /** Not decided, and no constraint asks about them any more. Ascending. */
  readonly free: readonly number[];
}

/**
 * Splits what is not decided of a component into those that share no constraint, and writes their cache keys. Works in
 * stamps and flat arrays: this runs after every decision.
 */
export class ComponentFinder {
  readonly #propagator: Propagator;
  /** The component a variable was last found in: `#stamp` and above are of this run. */
  readonly #of: Int32Array;
  readonly #seen: Int32Array;
  readonly #stack: number[] = [];
  #stamp = 0;

  constructor(propagator: Propagator) {
    this.#propagator = propagator;
    this.#of = new Int32Array(propagator.domains.left.length);
    this.#seen = new Int32Array(propagator.constraints.rules.length);
  }

  split(variables: ArrayLike<number>): Parts {
    const { left } = this.#propagator.domains;
    const base = this.#stamp + 1;
    const sizes: number[] = [];
    for (let at = 0; at < variables.length; at++) {
      const variable = variables[at] as number;
      if ((left[variable] as number) === 1 || (this.#of[variable] as number) >= base) continue;
      this.#stamp += 1;
      sizes.push(this.#flood(variable));
    }
    const components = sizes.map((size) => (size > 1 ? new Int32Array(size) : undefined));
    const filled = new Int32Array(sizes.length);
    const free: number[] = [];
    for (let at = 0; at < variables.length; at++) {
      const variable = variables[at] as number;
      const index = (this.#of[variable] as number) - base;
      if ((left[variable] as number) === 1) continue;
      const component = components[index];
      if (component === undefined) free.push(variable);
      else component[filled[index]!++] = variable;
    }
    return { components: components.filter((component) => component !== undefined), free };
  }

  #flood(start: number): number {
    const { occurrenceStarts, occurrences, occurrenceTerms, starts, terms, costs } =
      this.#propagator.constraints;
    const { left } = this.#propagator.domains;
    const stamp = this.#stamp;
    this.#of[start] = stamp;
    this.#stack.push(start);
    let size = 0;
    while (this.#stack.length > 0) {
      const variable = this.#stack.pop() as number;
      size += 1;
      for (
        let at = occurrenceStarts[variable] as number;
        at < (occurrenceStarts[variable + 1] as number);
        at++
      ) {
        const constraint = occurrences[at] as number;
        if (this.#seen[constraint] === stamp) continue;
        if (!this.#isBound(constraint, occurrenceTerms[at] as number)) continue;
        this.#seen[constraint] = stamp;
        this.#propagator.steps += costs[constraint] as number;
        if (!this.#binds(constraint)) continue;
        for (let term = starts[constraint] as number; term < (starts[constraint + 1] as number); term++) {
          const other = terms[term] as number;
          if ((left[other] as number) === 1 || this.#of[other] === stamp) continue;
          if (!this.#isBound(constraint, term)) continue;
          this.#of[other] = stamp;
          this.#stack.push(other);
        }
      }
    }
    return size;
  }

  /** Whether the constraint can still fail. */
  #binds(constraint: number): boolean {
    const { constraints, domains } = this.#propagator;
    const { clauseCount, sumCount, starts } = constraints;
    if (constraint >= clauseCount + sumCount) {
      const live = liveRows(this.#propagator, constraint);
      return !isTableEntailed(this.#propagator, constraint, live);
    }
    if (constraint >= clauseCount) return !sumResidual(this.#propagator, constraint).isEntailed;
    for (let term = starts[constraint] as number; term < (starts[constraint + 1] as number); term++)
      if (literalState(constraints, domains, term) === TRUE_LITERAL) return false;
    return true;
  }

  /** Whether the constraint asks about the variable of the term: a literal that is false already asks nothing. */
  #isBound(constraint: number, term: number): boolean {
    const { constraints, domains } = this.#propagator;
    return constraint >= constraints.clauseCount || literalState(constraints, domains, term) === OPEN_LITERAL;
  }

  /**
   * The residual of a component: its variables, their domains, and of the constraints whatever domains alone do not
   * tell. A clause of two literals whose variables are both undecided is told by their domains.
   */
  writeKey(table: KeyTable, component: Component): void {
    const { constraints, domains } = this.#propagator;
    const { occurrenceStarts, occurrences, occurrenceTerms, starts, clauseCount, sumCount } = constraints;
    table.begin();
    // Where variables end and constraints begin: both are numbers, and small ones.
    table.push(component.length);
    for (const variable of component) {
      table.push(variable);
      const past = domains.wordOffsets[variable + 1] as number;
      for (let word = domains.wordOffsets[variable] as number; word < past; word++)
        table.push(domains.words[word] as number);
    }
    this.#stamp += 1;
    const stamp = this.#stamp;
    for (const variable of component) {
      for (
        let at = occurrenceStarts[variable] as number;
        at < (occurrenceStarts[variable + 1] as number);
        at++
      ) {
        const constraint = occurrences[at] as number;
        if (this.#seen[constraint] === stamp) continue;
        if (!this.#isBound(constraint, occurrenceTerms[at] as number)) continue;
        this.#seen[constraint] = stamp;
        if (constraint < clauseCount) {
          const length = (starts[constraint + 1] as number) - (starts[constraint] as number);
          if (length > 2 && this.#binds(constraint)) table.push(constraint);
        } else if (constraint < clauseCount + sumCount) {
          const { isEntailed, lower, upper } = sumResidual(this.#propagator, constraint);
          if (isEntailed) continue;
          table.push(constraint);
          table.push(bound(lower));
          table.push(bound(upper));
        } else {
          const live = liveRows(this.#propagator, constraint);
          if (isTableEntailed(this.#propagator, constraint, live)) continue;
          table.push(constraint);
          for (const word of live) table.push(word);
        }
      }
    }
  }
}

/** Sums are of 31-bit numbers: what lies beyond is no bound. */
function bound(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return 0x7fff_ffff;
  return value === Number.NEGATIVE_INFINITY ? -0x8000_0000 : value;
}
