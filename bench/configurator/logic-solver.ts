import { createRequire } from 'node:module';

/** What is used of `logic-solver`, which has no types: MiniSat in JavaScript, and formulas over it. */
export interface LogicSolverLibrary {
  readonly Solver: new () => LogicSolver;
  or(operands: readonly LogicTerm[]): LogicFormula;
  exactlyOne(operands: readonly LogicTerm[]): LogicFormula;
  /** Without checking every argument, as its documentation advises for speed. */
  disablingAssertions<Result>(work: () => Result): Result;
}

/** The number of a variable; below zero it is denied. */
export type LogicTerm = number;

/** Opaque: a term, or an object of the library. */
type LogicFormula = LogicTerm | object;

export interface LogicSolver {
  getVarNum(name: string): LogicTerm;
  require(formula: LogicFormula): void;
  solve(): LogicSolution | null;
  solveAssuming(formula: LogicFormula): LogicSolution | null;
}

export interface LogicSolution {
  evaluate(term: LogicTerm): boolean;
}

export const Logic = createRequire(import.meta.url)('logic-solver') as LogicSolverLibrary;
