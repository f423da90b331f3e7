import { analyzeConflict, failedAssumptions } from './analyze-conflict.ts';
import { NO_GRADE } from './clause-arena.ts';
import type { Formula } from './formula.ts';
import { propagate } from './propagation.ts';
import { NO_REASON, SolverState } from './solver-state.ts';

const RESTART_UNIT = 64;
const LEARNED_AT_FIRST = 2_000;
/** Goals are for easy searches; after so many conflicts the search goes where the conflicts are. */
const CONFLICTS_WITH_GOALS = 32;

export type Verdict =
  /** The values of the search are a model until it is asked again. */
  | 'satisfiable'
  /** `failed` has the assumptions that cannot hold together. */
  | 'unsatisfiable'
  /** The budget of steps has ended. */
  | 'unknown';

/**
 * Conflict-driven clause learning, in the manner of MiniSat (Eén and Sörensson 2003). Deterministic: ties go by index,
 * and `reset` forgets everything that could matter.
 */
export class Search {
  readonly state: SolverState;
  /** Of the last unsatisfiable verdict, a subset of the assumptions; empty when there is no model at all. */
  failed: readonly number[] = [];
  /** The count of steps at which searches give up. */
  limit = 0;
  #goals: readonly number[] = [];
  #nextGoal = 0;
  #contradictory = false;
  #begun = 0;
  #learned = 0;
  #mostLearned = LEARNED_AT_FIRST;

  constructor(formula: Formula) {
    this.state = new SolverState(formula);
    this.#start();
  }

  /** Steps since the last reset. */
  get spent(): number {
    return this.state.steps - this.#begun;
  }

  /** Forgets all that was learned, so that what follows does not depend on what was before; `budget` is in steps. */
  reset(budget: number): void {
    this.state.reset();
    this.#start();
    this.#begun = this.state.steps;
    this.limit = this.state.steps + budget;
  }

  /** Literals that the search tries to make true, one after the other, before it decides anything else. */
  aimAt(goals: readonly number[]): void {
    this.#goals = goals;
    this.#nextGoal = 0;
  }

  /** Tries the literal before its contrary. */
  prefer(literal: number): void {
    this.state.phases[literal >> 1] = (literal & 1) ^ 1;
  }

  holds(literal: number): boolean {
    return this.state.values[literal] === 1;
  }

  /** Whether the literal is false by the first `count` assumptions of the last search. */
  isRefuted(literal: number, count: number): boolean {
    return this.state.values[literal] === -1 && this.state.levels[literal >> 1]! <= count;
  }

  /** Whether the literal is true, or false, in every model. */
  isFixed(literal: number): boolean {
    return this.state.values[literal] !== 0 && this.state.levels[literal >> 1] === 0;
  }

  /** At least one of the literals holds, from now until the reset. */
  add(literals: readonly number[]): void {
    this.#backtrack(0);
    const { values, clauses } = this.state;
    if (literals.some((literal) => values[literal] === 1)) return;
    const open = literals.filter((literal) => values[literal] === 0);
    if (open.length === 0) this.#contradictory = true;
    else if (open.length === 1) this.state.assign(open[0]!, NO_REASON);
    else clauses.add(open, open.length, NO_GRADE);
  }

  /** Lowers the bound of a sum, from now until the reset. */
  tighten(sum: number, bound: number): void {
    this.#backtrack(0);
    this.state.totals.bounds[sum] = bound;
    this.state.totals.enqueue(sum);
  }

  solve(assumptions: readonly number[]): Verdict {
    const { state } = this;
    // What the last search assumed first, too, need not be propagated again.
    let shared = 0;
    while (
      shared < state.level &&
      shared < assumptions.length &&
      state.opened[shared] === assumptions[shared]
    )
      shared++;
    this.#backtrack(shared);
    let conflicts = 0;
    let restarts = 0;
    let restartAt = RESTART_UNIT;
    while (!this.#contradictory) {
      if (!propagate(state)) {
        conflicts++;
        this.#learn();
      } else if (state.steps > this.limit) {
        return 'unknown';
      } else if (conflicts >= restartAt) {
        restartAt = conflicts + RESTART_UNIT * luby(++restarts);
        this.#restart(assumptions.length);
      } else {
        const literal = this.#nextAssumption(assumptions) ?? this.#decision(conflicts < CONFLICTS_WITH_GOALS);
        if (literal < 0) return 'satisfiable';
        if (state.values[literal] === -1) {
          this.failed = failedAssumptions(state, literal);
          return 'unsatisfiable';
        }
        state.open(literal);
        state.steps++;
        if (state.values[literal] === 0) state.assign(literal, NO_REASON);
      }
    }
    this.failed = [];
    return 'unsatisfiable';
  }

  #start(): void {
    const { state } = this;
    const { units, contradictory } = state.formula;
    this.#goals = [];
    this.#nextGoal = 0;
    this.#learned = 0;
    this.#mostLearned = LEARNED_AT_FIRST;
    this.#contradictory =
      contradictory || !units.every((unit) => this.#assertUnit(unit)) || !propagate(state);
  }

  #assertUnit(literal: number): boolean {
    if (this.state.values[literal] === 0) this.state.assign(literal, NO_REASON);
    return this.state.values[literal] === 1;
  }

  /** One level for each assumption, even where it holds already: levels below their number are theirs alone. */
  #nextAssumption(assumptions: readonly number[]): number | undefined {
    return assumptions[this.state.level];
  }

  /** -1 when nothing is left to decide. */
  #decision(withGoals: boolean): number {
    const { values, phases, order } = this.state;
    if (withGoals) {
      for (; this.#nextGoal < this.#goals.length; this.#nextGoal++) {
        const goal = this.#goals[this.#nextGoal]!;
        if (values[goal] === 0) return goal;
      }
    }
    for (;;) {
      const boolean = order.take();
      if (boolean < 0) return -1;
      if (values[2 * boolean] === 0) return 2 * boolean + (phases[boolean]! ^ 1);
    }
  }

  #learn(): void {
    const { state } = this;
    const { learned } = state;
    const level = analyzeConflict(state);
    if (level < 0) {
      this.#contradictory = true;
      return;
    }
    const grade = levelCount(state);
    this.#backtrack(level);
    const literal = learned.items[0]!;
    if (learned.size === 1) {
      state.assign(literal, NO_REASON);
    } else {
      state.assign(literal, state.clauses.add(learned.items, learned.size, grade));
      this.#learned++;
    }
    state.order.decay();
  }

  #restart(assumed: number): void {
    if (this.#learned < this.#mostLearned) {
      this.#backtrack(assumed);
      return;
    }
    // Only here no literal has a reason that moves.
    this.#backtrack(0);
    this.#learned = this.state.clauses.forgetHalf();
    this.#mostLearned += this.#mostLearned >> 3;
  }

  #backtrack(level: number): void {
    this.state.backtrack(level);
    this.#nextGoal = 0;
  }
}

function levelCount({ learned, levels }: SolverState): number {
  const found = new Set<number>();
  for (let at = 0; at < learned.size; at++) found.add(levels[learned.items[at]! >> 1]!);
  return found.size;
}

/** 1, 1, 2, 1, 1, 2, 4, … (Luby, Sinclair and Zuckerman 1993), from index 1. */
function luby(index: number): number {
  let rest = index;
  for (;;) {
    const power = 32 - Math.clz32(rest);
    if (rest === 2 ** power - 1) return 2 ** (power - 1);
    rest -= 2 ** (power - 1) - 1;
  }
}
