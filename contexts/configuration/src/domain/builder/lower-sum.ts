import { hasValue } from '../model/value-set.ts';
import { type FormulaLiteral, type FormulaSum, reach, type WeightedVariable } from './formula.ts';
import type { DraftBody } from './scope-draft.ts';
import type { ScopeVariable } from './scope-variable.ts';

type DraftSum = Extract<DraftBody, { kind: 'sum' }>;

/** The sum lies within its bounds, or one of the literals holds: each adds so much that no bound matters. */
export function relaxedSum(sum: FormulaSum, literals: readonly FormulaLiteral[]): readonly DraftSum[] {
  const { terms, lower, upper } = sum;
  const { least, most } = reach(terms);
  const bodies: DraftSum[] = [];
  if (lower !== null)
    bodies.push({ kind: 'sum', terms: adding(terms, literals, lower - least), lower, upper: null });
  if (upper !== null)
    bodies.push({ kind: 'sum', terms: adding(terms, literals, upper - most), lower: null, upper });
  return bodies;
}

function adding(
  terms: readonly WeightedVariable[],
  literals: readonly FormulaLiteral[],
  weight: number,
): readonly WeightedVariable[] {
  const weights = new Map<ScopeVariable, readonly number[]>(
    terms.map((term) => [term.variable, term.weights]),
  );
  for (const { variable, in: set } of literals) {
    const own = weights.get(variable) ?? variable.values.map(() => 0);
    weights.set(
      variable,
      own.map((before, index) => (hasValue(set, index) ? before + weight : before)),
    );
  }
  return [...weights].map(([variable, own]) => ({ variable, weights: own }));
}
