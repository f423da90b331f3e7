import type { ValueSet } from './value-set.ts';

/*
 * The canonical model: finite variables and constraints over them, and nothing else. Both engines, the compiler and
 * the solver, read this and only this. Built in one order from one content: equal rules give equal bytes.
 */

/** What a variable stands for. `auxiliary` ones are made by expressions, determined by the others and never shown. */
export type VariableKind = 'quantity' | 'count' | 'choice' | 'boolean' | 'number' | 'auxiliary';

export interface Variable {
  /** Unique; variables stand in ascending order of ids. */
  readonly id: string;
  readonly kind: VariableKind;
  /** Unique texts in the order of their indices: ids of values, numbers, intervals, or `NONE`. At least one. */
  readonly values: readonly string[];
}

/** The variable's value is in the set. The set is neither empty nor everything. */
export interface Literal {
  /** Index into `variables`. */
  readonly variable: number;
  readonly in: ValueSet;
}

/** At least one literal holds. A variable occurs at most once. Empty: never. */
export type Clause = readonly Literal[];

/** Adds `weights[value]` of the variable. Whole numbers. */
export interface SumTerm {
  readonly variable: number;
  readonly weights: readonly number[];
}

export type ConstraintBody =
  /** All clauses hold. */
  | { readonly kind: 'clauses'; readonly clauses: readonly Clause[] }
  /** `lower ≤ Σ weights ≤ upper`; null is unbounded. A variable occurs at most once. */
  | {
      readonly kind: 'sum';
      readonly terms: readonly SumTerm[];
      readonly lower: number | null;
      readonly upper: number | null;
    }
  /** At least one row holds. A row has one set for each of `variables`, none of them empty. */
  | {
      readonly kind: 'table';
      readonly variables: readonly number[];
      readonly rows: readonly (readonly ValueSet[])[];
    };

/** What a rule says, as one thing: explanations name rules, not clauses. */
export interface Constraint {
  readonly ruleId: string;
  /** Where the rule is written: the structure of the catalog, or a rule of the offering. */
  readonly origin: 'structure' | 'rule';
  /** A message of the answer: text of the rule's author, or the key of one of ours. */
  readonly messageKey: string;
  /** Together. */
  readonly bodies: readonly ConstraintBody[];
}

export interface CanonicalModel {
  readonly variables: readonly Variable[];
  /** Ascending by `ruleId`; each id once. */
  readonly constraints: readonly Constraint[];
}

/** The value of a variable whose owner is absent, and of an optional one that is not chosen. No id can be it. */
export const NONE = '~';
