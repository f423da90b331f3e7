/*
 * What the engines compute on: the canonical model over classes of values. Values of a variable that no constraint
 * tells apart are one class; engines decide classes, answers speak of values.
 */

/** Bit `c & 31` of word `c >> 5` is set for class `c`. As many words as the variable's classes need. */
export type Mask = Int32Array;

/** Which values of a variable no constraint tells apart. */
export interface ClassMap {
  /** How many classes each variable has; at least one. */
  readonly sizes: Int32Array;
  /** Where each variable's classes begin in class flags; the last one is the length. */
  readonly offsets: Int32Array;
  /** Where each variable's values begin in value flags (`offsetsOf` of the model). */
  readonly valueOffsets: Int32Array;
  /** The class of each value, laid out as value flags. */
  readonly classOf: Int32Array;
}

export interface GroundModel extends ClassMap {
  readonly clauses: readonly GroundClause[];
  readonly sums: readonly GroundSum[];
  readonly tables: readonly GroundTable[];
}

/** At least one literal holds. `rule` is an index into the constraints of the canonical model. */
export interface GroundClause {
  readonly rule: number;
  readonly variables: Int32Array;
  /** Of each variable: the classes for which its literal holds. */
  readonly masks: readonly Mask[];
}

export interface GroundSum {
  readonly rule: number;
  readonly variables: Int32Array;
  /** Of each variable: what each class adds. */
  readonly weights: readonly Int32Array[];
  /** `-Infinity` and `Infinity` where there is no bound. */
  readonly lower: number;
  readonly upper: number;
}

export interface GroundTable {
  readonly rule: number;
  readonly variables: Int32Array;
  readonly rows: readonly (readonly Mask[])[];
}
