import { ClauseArena } from './clause-arena.ts';
import { DecisionOrder } from './decision-order.ts';
import type { Formula } from './formula.ts';
import { SumTotals } from './sum-totals.ts';

/*
 * Why a literal holds, as one number: the place of a clause, above 0; a single literal or a sum, below 0; NO_REASON
 * where it was decided, assumed or always holds.
 */
export const NO_REASON = 0;

export function becauseOf(literal: number): number {
  return -1 - 2 * literal;
}

export function becauseOfSum(sum: number): number {
  return -2 - 2 * sum;
}

/** Literals for the moment, in an array that grows. */
export class LiteralBuffer {
  items = new Int32Array(256);
  size = 0;

  push(literal: number): void {
    if (this.size === this.items.length) {
      const items = new Int32Array(2 * this.size);
      items.set(this.items);
      this.items = items;
    }
    this.items[this.size++] = literal;
  }
}

/** The partial assignment of one search and all that it keeps for each boolean. */
export class SolverState {
  readonly formula: Formula;
  readonly clauses: ClauseArena;
  readonly totals: SumTotals;
  readonly order: DecisionOrder;
  /** By literal: 1 holds, -1 does not, 0 open. */
  readonly values: Int8Array;
  /** By boolean, where it is assigned: at which level, why, and as which one. */
  readonly levels: Int32Array;
  readonly reasons: Int32Array;
  readonly positions: Int32Array;
  /** By boolean: its latest truth. */
  readonly phases: Uint8Array;
  readonly seen: Uint8Array;
  readonly trail: Int32Array;
  trailSize = 0;
  /** How much of the trail has been propagated. */
  head = 0;
  /** By level above 0: where it begins in the trail, and the literal it was opened with. */
  readonly levelStarts: number[] = [];
  readonly opened: number[] = [];
  /** Literals of which none holds although one must. */
  readonly conflict = new LiteralBuffer();
  readonly antecedents = new LiteralBuffer();
  readonly learned = new LiteralBuffer();
  /** Decisions, propagated literals and sums looked at: the measure of work. */
  steps = 0;

  constructor(formula: Formula) {
    const { booleans } = formula;
    this.formula = formula;
    this.clauses = new ClauseArena(2 * booleans);
    this.totals = new SumTotals(formula.sums);
    this.order = new DecisionOrder(formula.decided);
    this.values = new Int8Array(2 * booleans);
    this.levels = new Int32Array(booleans);
    this.reasons = new Int32Array(booleans);
    this.positions = new Int32Array(booleans);
    this.phases = new Uint8Array(booleans);
    this.seen = new Uint8Array(booleans);
    this.trail = new Int32Array(booleans);
    this.reset();
  }

  /** As if nothing had been asked yet; only the count of steps goes on. */
  reset(): void {
    this.clauses.copy(this.formula.clauses);
    this.totals.reset();
    this.order.reset();
    this.values.fill(0);
    this.phases.set(this.formula.phases);
    this.trailSize = 0;
    this.head = 0;
    this.levelStarts.length = 0;
    this.opened.length = 0;
  }

  get level(): number {
    return this.levelStarts.length;
  }

  open(literal: number): void {
    this.levelStarts.push(this.trailSize);
    this.opened.push(literal);
  }

  assign(literal: number, reason: number): void {
    const boolean = literal >> 1;
    this.values[literal] = 1;
    this.values[literal ^ 1] = -1;
    this.levels[boolean] = this.levelStarts.length;
    this.reasons[boolean] = reason;
    this.positions[boolean] = this.trailSize;
    this.trail[this.trailSize++] = literal;
  }

  backtrack(level: number): void {
    if (level >= this.levelStarts.length) return;
    const { trail, values, phases, totals, order } = this;
    const start = this.levelStarts[level]!;
    for (let at = this.trailSize - 1; at >= start; at--) {
      const literal = trail[at]!;
      const boolean = literal >> 1;
      values[literal] = 0;
      values[literal ^ 1] = 0;
      phases[boolean] = (literal & 1) ^ 1;
      totals.restore(literal);
      order.insert(boolean);
    }
    totals.clearQueue();
    this.trailSize = start;
    this.head = start;
    this.levelStarts.length = level;
    this.opened.length = level;
  }
}
