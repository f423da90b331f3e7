import { decimal } from '@quotewright/kernel';
import type { Candidate, Expression } from '../expression/expression.ts';
import { partsOf } from '../expression/references.ts';
import { boundOf, comparisonOf } from './comparison.ts';
import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { type Cut, cutKey, cutsOf, normalCut } from './number-range.ts';

/** Where numbers are cut: at every constant that tells their values apart. */
export interface NumberCuts {
  /** False when the variable has it already, or is not cut at all. */
  add(variable: DeclaredVariable, cut: Cut): boolean;
  of(variable: DeclaredVariable): readonly Cut[];
}

export function numberCuts(): NumberCuts {
  const cuts = new Map<DeclaredVariable, Map<string, Cut>>();
  return {
    add(variable, cut) {
      if (variable.content.kind !== 'numbers') return false;
      const normal = normalCut(cut, variable.content.whole);
      const own = cuts.get(variable);
      const key = cutKey(normal);
      if (own === undefined) cuts.set(variable, new Map([[key, normal]]));
      else if (own.has(key)) return false;
      else own.set(key, normal);
      return true;
    },
    of: (variable) => [...(cuts.get(variable)?.values() ?? [])],
  };
}

/** Adds the constants with which the expression compares one variable. */
export function cutAtConstants(expression: Expression, declarations: Declarations, cuts: NumberCuts): void {
  for (const part of partsOf(expression)) {
    if (part.op === 'in' && 'variable' in part.of) {
      const variable = declarations.variables.get(part.of.variable);
      if (variable !== undefined)
        for (const candidate of part.values) cutAtCandidate(variable, candidate, cuts);
    } else if (part.op === 'compare') {
      const comparison = comparisonOf(part, declarations);
      if (comparison.kind === 'value' && typeof comparison.value === 'object') {
        cutAt(comparison.variable, cutsOf(comparison.relation, decimal(comparison.value.number)), cuts);
      } else if (comparison.kind === 'linear') {
        const [only] = comparison.terms;
        if (only === undefined || comparison.terms.length > 1) continue;
        const bound = boundOf(only, comparison.relation, comparison.constant);
        if (typeof bound === 'object') cutAt(only.variable, cutsOf(bound.relation, bound.to), cuts);
      }
    }
  }
}

function cutAtCandidate(variable: DeclaredVariable, candidate: Candidate, cuts: NumberCuts): void {
  if (typeof candidate !== 'object') return;
  if ('number' in candidate) {
    cutAt(variable, cutsOf('=', decimal(candidate.number)), cuts);
  } else {
    cutAt(variable, cutsOf('>=', decimal(candidate.from)), cuts);
    cutAt(variable, cutsOf('<=', decimal(candidate.to)), cuts);
  }
}

export function cutAt(variable: DeclaredVariable, at: readonly Cut[], cuts: NumberCuts): void {
  for (const cut of at) cuts.add(variable, cut);
}
