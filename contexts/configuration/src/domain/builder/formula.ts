import { otherValues, type ValueSet } from '../model/value-set.ts';
import type { ScopeVariable } from './scope-variable.ts';
import { intersection, union } from './set-operations.ts';

/*
 * What an expression says of the variables of one scope, with negations pushed down to where they vanish: the
 * negation of a membership is a membership, that of a sum of whole numbers is a sum.
 */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | FormulaLiteral
  | FormulaSum
  | { readonly kind: 'and' | 'or'; readonly of: readonly Formula[] };

export interface FormulaLiteral {
  readonly kind: 'literal';
  readonly variable: ScopeVariable;
  /** Neither empty nor everything. */
  readonly in: ValueSet;
}

export interface WeightedVariable {
  readonly variable: ScopeVariable;
  readonly weights: readonly number[];
}

/** Neither always nor never true; a bound that always holds is null. */
export interface FormulaSum {
  readonly kind: 'sum';
  readonly terms: readonly WeightedVariable[];
  readonly lower: number | null;
  readonly upper: number | null;
}

export const ALWAYS: Formula = { kind: 'constant', value: true };
export const NEVER: Formula = { kind: 'constant', value: false };

export function among(variable: ScopeVariable, set: ValueSet): Formula {
  if (set.length === 0) return NEVER;
  const [[from, to]] = set as [ValueSet[number]];
  return from === 0 && to === variable.values.length - 1 ? ALWAYS : { kind: 'literal', variable, in: set };
}

export function except(variable: ScopeVariable, set: ValueSet): Formula {
  return among(variable, otherValues(set, variable.values.length));
}

export const all = (of: readonly Formula[]) => joint('and', of);
export const any = (of: readonly Formula[]) => joint('or', of);

/** Flattened; constants vanish, and memberships of one variable become one. */
function joint(kind: 'and' | 'or', of: readonly Formula[]): Formula {
  const neutral = kind === 'and';
  const literals = new Map<ScopeVariable, ValueSet>();
  const others: Formula[] = [];
  for (const part of of.flatMap((part) => (part.kind === kind ? part.of : [part]))) {
    if (part.kind === 'constant') {
      if (part.value !== neutral) return part;
    } else if (part.kind === 'literal') {
      const before = literals.get(part.variable);
      literals.set(part.variable, before === undefined ? part.in : combined(kind, before, part.in));
    } else {
      others.push(part);
    }
  }
  const members = [...literals].map(([variable, set]) => among(variable, set));
  if (members.some((member) => member.kind === 'constant')) return neutral ? NEVER : ALWAYS;
  const parts = [...members, ...others];
  const [first] = parts;
  if (first === undefined) return neutral ? ALWAYS : NEVER;
  return parts.length === 1 ? first : { kind, of: parts };
}

function combined(kind: 'and' | 'or', left: ValueSet, right: ValueSet): ValueSet {
  return kind === 'and' ? intersection(left, right) : union(left, right);
}

export function not(formula: Formula): Formula {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? NEVER : ALWAYS;
    case 'literal':
      return except(formula.variable, formula.in);
    case 'sum': {
      const { terms, lower, upper } = formula;
      return any([
        lower === null ? NEVER : sumWithin(terms, null, lower - 1),
        upper === null ? NEVER : sumWithin(terms, upper + 1, null),
      ]);
    }
    case 'and':
      return any(formula.of.map(not));
    case 'or':
      return all(formula.of.map(not));
  }
}

/** The sum lies between the bounds; what the weights decide alone is decided here. Each variable occurs once. */
export function sumWithin(
  terms: readonly WeightedVariable[],
  lower: number | null,
  upper: number | null,
): Formula {
  const { least, most } = reach(terms);
  if ((lower !== null && lower > most) || (upper !== null && upper < least)) return NEVER;
  const low = lower !== null && lower > least ? lower : null;
  const high = upper !== null && upper < most ? upper : null;
  if (low === null && high === null) return ALWAYS;
  const [only] = terms;
  if (only !== undefined && terms.length === 1) {
    const holding = only.weights.flatMap((weight, index) =>
      (low === null || weight >= low) && (high === null || weight <= high) ? [index] : [],
    );
    return among(
      only.variable,
      union(
        [],
        holding.map((index) => [index, index] as const),
      ),
    );
  }
  return { kind: 'sum', terms, lower: low, upper: high };
}

export function reach(terms: readonly WeightedVariable[]): { readonly least: number; readonly most: number } {
  let [least, most] = [0, 0];
  for (const { weights } of terms) {
    least += weights.reduce((a, b) => Math.min(a, b));
    most += weights.reduce((a, b) => Math.max(a, b));
  }
  return { least, most };
}
