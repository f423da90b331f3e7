import type { ConstraintStore } from './constraint-store.ts';
import type { DomainStore } from './domain-store.ts';
import { FALSE_LITERAL, literalState, TRUE_LITERAL } from './literal-state.ts';
import { narrowBySum } from './narrow-by-sum.ts';
import { narrowByTable } from './narrow-by-table.ts';

/**
 * Narrows domains until no constraint can narrow any further by itself: exactly for clauses and tables, by bounds for
 * sums. Counts its steps, one for each look at a constraint: the only clock of the compiler.
 */
export class Propagator {
  readonly domains: DomainStore;
  readonly constraints: ConstraintStore;
  steps = 0;
  /** Beyond, `propagate` ends early: what it has narrowed is right, and the caller gives up. */
  maxSteps = Number.POSITIVE_INFINITY;
  readonly #queue: number[] = [];
  readonly #queued: Uint8Array;

  constructor(domains: DomainStore, constraints: ConstraintStore) {
    this.domains = domains;
    this.constraints = constraints;
    this.#queued = new Uint8Array(domains.left.length);
  }

  /** The constraints of the variable will be looked at. */
  touch(variable: number): void {
    if (this.#queued[variable] === 1) return;
    this.#queued[variable] = 1;
    this.#queue.push(variable);
  }

  narrow(variable: number, word: number, bits: number): boolean {
    if (!this.domains.narrow(variable, word, bits)) return false;
    this.touch(variable);
    return true;
  }

  assign(variable: number, index: number): void {
    if (this.domains.assign(variable, index)) this.touch(variable);
  }

  /** False when something cannot hold: the caller goes back to a mark. */
  propagate(): boolean {
    const { occurrenceStarts, occurrences, costs } = this.constraints;
    const queue = this.#queue;
    for (let head = 0; head < queue.length; head++) {
      const variable = queue[head] as number;
      if (this.steps > this.maxSteps) {
        this.#forget(head);
        return true;
      }
      this.#queued[variable] = 0;
      const end = occurrenceStarts[variable + 1] as number;
      for (let at = occurrenceStarts[variable] as number; at < end; at++) {
        const constraint = occurrences[at] as number;
        this.steps += costs[constraint] as number;
        if (!this.#look(constraint)) {
          this.#forget(head + 1);
          return false;
        }
      }
    }
    queue.length = 0;
    return true;
  }

  /** Looks at every constraint once, then at what follows. */
  propagateAll(): boolean {
    for (let constraint = 0; constraint < this.constraints.rules.length; constraint++) {
      if (this.steps > this.maxSteps) break;
      this.steps += this.constraints.costs[constraint] as number;
      if (!this.#look(constraint)) {
        this.#forget(0);
        return false;
      }
    }
    return this.propagate();
  }

  /** Empties the queue; those before `from` are no longer marked. */
  #forget(from: number): void {
    for (let rest = from; rest < this.#queue.length; rest++) this.#queued[this.#queue[rest] as number] = 0;
    this.#queue.length = 0;
  }

  #look(constraint: number): boolean {
    const { clauseCount, sumCount } = this.constraints;
    if (constraint < clauseCount) return this.#clause(constraint);
    if (constraint < clauseCount + sumCount) return narrowBySum(this, constraint);
    return narrowByTable(this, constraint);
  }

  #clause(clause: number): boolean {
    const { constraints, domains } = this;
    let open = -1;
    const end = constraints.starts[clause + 1] as number;
    for (let term = constraints.starts[clause] as number; term < end; term++) {
      const state = literalState(constraints, domains, term);
      if (state === FALSE_LITERAL) continue;
      if (state === TRUE_LITERAL || open !== -1) return true;
      open = term;
    }
    return open !== -1 && this.#keepLiteral(open);
  }

  /** The last literal that can still hold has to. */
  #keepLiteral(term: number): boolean {
    const { terms, termData, maskWords } = this.constraints;
    const { wordOffsets, left } = this.domains;
    const variable = terms[term] as number;
    const first = wordOffsets[variable] as number;
    const past = wordOffsets[variable + 1] as number;
    const mask = termData[term] as number;
    for (let word = first; word < past; word++)
      this.narrow(variable, word, maskWords[mask + word - first] as number);
    return (left[variable] as number) > 0;
  }
}
