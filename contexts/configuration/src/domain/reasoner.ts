import type { CanonicalModel } from './model/canonical-model.ts';

/** One byte for each value of each variable: 1 = in. The value `v` of variable `x` is at `offsets[x] + v`. */
export type Flags = Uint8Array;

/** Where each variable's values begin in `Flags`; the last one is the length. */
export function offsetsOf({ variables }: Pick<CanonicalModel, 'variables'>): Int32Array {
  const offsets = new Int32Array(variables.length + 1);
  for (const [index, { values }] of variables.entries())
    offsets[index + 1] = (offsets[index] as number) + values.length;
  return offsets;
}

/**
 * What both engines answer, exactly and alike. Pure: the same model and the same flags give the same answer, whatever
 * was asked before.
 */
export interface Reasoner {
  readonly mode: 'graph' | 'solver';
  /** Whether some configuration has only allowed values. */
  consistent(allowed: Flags): boolean;
  /**
   * Of each variable, the values with which all *other* variables can keep to what is allowed. What is allowed of the
   * variable itself does not count: of one that is chosen these are the alternatives. With nothing consistent these
   * are the changes that alone would help.
   */
  alternatives(allowed: Flags): Flags;
  /** How many configurations have only allowed values; undefined where the engine cannot count. */
  count(allowed: Flags): bigint | undefined;
  /**
   * A configuration of least cost, as one value for each variable; undefined when there is none. `costs` has a whole
   * number, not negative, for each value, laid out as `Flags`. Of several with one cost the choice is deterministic.
   */
  cheapest(allowed: Flags, costs: Float64Array): Completion | undefined;
}

export interface Completion {
  readonly values: Int32Array;
  readonly cost: number;
  /** False when the budget of steps ended before the proof that nothing is cheaper. */
  readonly optimal: boolean;
}

/** Something that restricts a variable for a reason of its own: a choice of the user, a rule of eligibility. */
export interface Assumption {
  readonly variable: number;
  /** Flags of this variable only: one byte for each of its values. */
  readonly allowed: Uint8Array;
}

export interface Conflict {
  /** Indices into the assumptions, ascending: together with `rules` they cannot hold. */
  readonly assumptions: readonly number[];
  /** Indices into the constraints of the model, ascending. */
  readonly rules: readonly number[];
  /** Whether leaving out any one assumption, or any one rule, lifts the conflict. False when the budget ended before. */
  readonly minimal: boolean;
}

/** Explains with the rules, whatever engine found the conflict: one way for both, so that answers do not differ. */
export interface Explainer {
  /**
   * A minimal conflict; undefined when the assumptions can hold together. Of several, one that keeps the earliest
   * assumptions out of the blame: later ones are named first.
   */
  conflict(assumptions: readonly Assumption[]): Conflict | undefined;
  /** The assumptions of `conflict`, without looking for the rules: undefined when they can hold together. */
  blamed(assumptions: readonly Assumption[]): readonly number[] | undefined;
  /**
   * Up to `most` smallest sets of assumptions that, given up, make the rest hold together; ascending indices. Those in
   * `fixed` are never given up. Empty when that does not help.
   */
  repairs(
    assumptions: readonly Assumption[],
    fixed: ReadonlySet<number>,
    most: number,
  ): readonly (readonly number[])[];
}
