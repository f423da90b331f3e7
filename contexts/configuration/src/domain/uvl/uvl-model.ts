/*
 * A variability model in the Universal Variability Language (UVL): a tree of features in groups, and constraints across
 * it. The Boolean level with group cardinalities; see https://universal-variability-language.github.io.
 */

export interface UvlModel {
  readonly namespace?: string;
  /** Name of the feature that is always there. */
  readonly root: string;
  /** In the order of the text: parents before children. Names are unique. */
  readonly features: readonly UvlFeature[];
  readonly groups: readonly UvlGroup[];
  readonly constraints: readonly UvlConstraint[];
}

export interface UvlFeature {
  readonly name: string;
  /** Its group as an index into `groups`; absent for the root. */
  readonly group?: number;
  /** Whether it stands for others only. */
  readonly abstract: boolean;
  readonly description?: string;
  /** Names of attributes that are read but have no place here. */
  readonly otherAttributes: readonly string[];
  readonly line: number;
}

/** Where the parent is absent all members are. */
export interface UvlGroup {
  readonly kind: 'mandatory' | 'optional' | 'or' | 'alternative' | 'cardinality';
  readonly parent: string;
  /** At least one. */
  readonly members: readonly string[];
  /** How many members a present parent has; `upper` is at most the number of members, `lower` may be above it. */
  readonly lower: number;
  readonly upper: number;
  readonly line: number;
}

export interface UvlConstraint {
  readonly formula: UvlFormula;
  readonly line: number;
}

/** At most `MAX_FORMULA_DEPTH` levels. `and` and `or` have at least two operands. */
export type UvlFormula =
  | { readonly op: 'feature'; readonly name: string }
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'not'; readonly of: UvlFormula }
  | { readonly op: 'and' | 'or'; readonly of: readonly UvlFormula[] }
  | { readonly op: 'implies' | 'iff'; readonly left: UvlFormula; readonly right: UvlFormula };

/** What is wrong in the text, and where: lines and columns (UTF-16 units) from 1. */
export interface UvlError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Features from the root to a leaf. */
export const MAX_DEPTH = 200;

/** As deep as an expression of a rule may be nested. */
export const MAX_FORMULA_DEPTH = 100;
