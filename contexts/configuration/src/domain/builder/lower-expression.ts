import { decimal } from '@quotewright/kernel';
import type { Candidate, Expression } from '../expression/expression.ts';
import type { ValueSet } from '../model/value-set.ts';
import { comparisonOf } from './comparison.ts';
import type { Declarations } from './declare-variables.ts';
import { ALWAYS, all, among, any, type Formula, NEVER, not } from './formula.ts';
import { lowerComparison, type Refuse, valuesWhere } from './lower-comparison.ts';
import type { ScopeNames } from './scope-names.ts';
import { comparingValues, type ScopeVariable } from './scope-variable.ts';
import { intersection, union } from './set-operations.ts';

export interface LoweringRule {
  readonly declarations: Declarations;
  readonly names: ScopeNames;
  readonly refuse: Refuse;
  /** The formula as a literal: so that one that is needed twice is not written twice. */
  readonly literal: (formula: Formula) => Formula;
}

/** Recursive: expressions are only so deep as their parser lets them be. */
export function lowerExpression(
  expression: Expression,
  { declarations, names, refuse, literal }: LoweringRule,
): Formula {
  const lower = (part: Expression): Formula => {
    switch (part.op) {
      case 'constant':
        return part.value ? ALWAYS : NEVER;
      case 'and':
        return all(part.of.map(lower));
      case 'or':
        return any(part.of.map(lower));
      case 'not':
        return not(lower(part.of));
      case 'implies':
        return any([not(lower(part.left)), lower(part.right)]);
      case 'iff': {
        const [left, right] = [short(lower(part.left)), short(lower(part.right))];
        return all([any([not(left), right]), any([left, not(right)])]);
      }
      case 'true': {
        const declared = declarations.variables.get(part.variable);
        if (declared === undefined) return unknown(part.variable);
        const variable = names.variable(declared);
        return among(variable, valuesWhere(variable, '=', true));
      }
      case 'present': {
        const place = declarations.parts.get(part.path);
        return place === undefined ? unknown(part.path) : names.presence(place);
      }
      case 'compare':
        return lowerComparison(comparisonOf(part, declarations), names, refuse);
      case 'in':
        return 'variable' in part.of ? inside(part.of.variable, part.values) : refuse('EXPR_TYPE', OUTSIDE);
    }
  };
  return lower(expression);

  function short(formula: Formula): Formula {
    return isShort(formula) ? formula : literal(formula);
  }

  function unknown(name: string): Formula {
    return refuse('VARIABLE_UNKNOWN', `there is no "${name}"`);
  }

  function inside(name: string, candidates: readonly Candidate[]): Formula {
    const members = declarations.members.get(name);
    if (members !== undefined) {
      const wanted = members.filter(({ memberOf }) => candidates.includes(memberOf?.value ?? ''));
      return any(wanted.map((member) => among(names.variable(member), [[1, 1]])));
    }
    const declared = declarations.variables.get(name);
    if (declared === undefined) return unknown(name);
    const variable = names.variable(declared);
    return among(
      variable,
      candidates.reduce<ValueSet>((set, candidate) => union(set, candidateValues(variable, candidate)), []),
    );
  }
}

const MAX_TWICE = 16;

/** Whether it may stand in several places. */
function isShort(formula: Formula): boolean {
  let left = MAX_TWICE;
  const stack = [formula];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    left -= 1;
    if (left < 0) return false;
    if (next.kind === 'and' || next.kind === 'or') stack.push(...next.of);
  }
  return true;
}

const OUTSIDE = 'what the request says is for eligibility, defaults and advice only';

/** Numbers are looked up in intervals that are cut at them. */
function candidateValues(variable: ScopeVariable, candidate: Candidate): ValueSet {
  if (typeof candidate !== 'object' || 'number' in candidate) return valuesWhere(variable, '=', candidate);
  return intersection(
    comparingValues(variable, '>=', decimal(candidate.from)),
    comparingValues(variable, '<=', decimal(candidate.to)),
  );
}
