import {
  ALWAYS,
  all,
  among,
  any,
  type Formula,
  type FormulaLiteral,
  type FormulaSum,
  NEVER,
  not,
  sumWithin,
} from './formula.ts';
import { MAX_DISTRIBUTED_CLAUSES } from './limits.ts';
import { relaxedSum } from './lower-sum.ts';
import type { DraftBody, DraftClause } from './scope-draft.ts';
import type { ScopeVariable } from './scope-variable.ts';

/**
 * Bodies that hold together exactly where the formula does. What is small is written out in clauses; what is not gets
 * auxiliary variables that are equivalent to a part of it, so that the others determine them and nothing is counted
 * twice.
 */
export function lowerFormula(formula: Formula, auxiliary: () => ScopeVariable): readonly DraftBody[] {
  const clauses: DraftClause[] = [];
  const sums: DraftBody[] = [];
  const name = namer(auxiliary, put);
  for (const part of formula.kind === 'and' ? formula.of : [formula]) {
    const written =
      sizeOf(part) <= MAX_DISTRIBUTED_CLAUSES ? clausesOf(part) : [any(membersOf(part).map(name))];
    for (const clause of written) put(clause);
  }
  return clauses.length === 0 ? sums : [{ kind: 'clauses', clauses }, ...sums];

  /** A clause: memberships and sums of which one must hold. */
  function put(clause: Formula): void {
    if (clause.kind === 'constant') {
      if (!clause.value) clauses.push([]);
      return;
    }
    if (clause.kind === 'sum') {
      sums.push(clause);
      return;
    }
    const members = membersOf(clause);
    const added = members.filter((member) => member.kind === 'sum');
    const literals = members.filter((member) => member.kind === 'literal');
    const [only] = added;
    if (only === undefined) clauses.push(literals);
    else if (added.length === 1) sums.push(...relaxedSum(only, literals));
    else put(any([...literals, ...added.map(name)]));
  }
}

/** The formula as one literal, of an auxiliary variable where it is none. */
export function lowerToLiteral(
  formula: Formula,
  auxiliary: () => ScopeVariable,
): { readonly literal: Formula; readonly bodies: readonly DraftBody[] } {
  const definitions: Formula[] = [];
  const literal = namer(auxiliary, (clause) => definitions.push(clause))(formula);
  return { literal, bodies: lowerFormula(all(definitions), auxiliary) };
}

function namer(auxiliary: () => ScopeVariable, put: (clause: Formula) => void) {
  const named = new Map<FormulaSum, Formula>();
  return function name(formula: Formula): Formula {
    if (formula.kind === 'literal' || formula.kind === 'constant') return formula;
    if (formula.kind === 'sum') {
      const known = named.get(formula);
      if (known !== undefined) return known;
      const literal = isTwoSided(formula) ? name(all(sides(formula))) : nameSum(formula);
      named.set(formula, literal);
      return literal;
    }
    const members = formula.of.map(name);
    const truth = isTrue(auxiliary());
    if (formula.kind === 'and') {
      for (const member of members) put(any([not(truth), member]));
      put(any([truth, ...members.map(not)]));
    } else {
      for (const member of members) put(any([truth, not(member)]));
      put(any([not(truth), ...members]));
    }
    return truth;
  };

  function nameSum(formula: FormulaSum): Formula {
    const truth = isTrue(auxiliary());
    put(any([not(truth), formula]));
    put(any([truth, not(formula)]));
    return truth;
  }
}

function isTrue(variable: ScopeVariable): FormulaLiteral {
  return among(variable, [[1, 1]]) as FormulaLiteral;
}

function isTwoSided({ lower, upper }: FormulaSum): boolean {
  return lower !== null && upper !== null;
}

function sides({ terms, lower, upper }: FormulaSum): readonly Formula[] {
  return [sumWithin(terms, lower, null), sumWithin(terms, null, upper)];
}

function membersOf(formula: Formula): readonly Formula[] {
  return formula.kind === 'or' ? formula.of : [formula];
}

/** How many clauses distribution makes. */
function sizeOf(formula: Formula): number {
  switch (formula.kind) {
    case 'and':
      return formula.of.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'or':
      return formula.of.reduce((product, part) => product * sizeOf(part), 1);
    case 'sum':
      return isTwoSided(formula) ? 2 : 1;
    default:
      return 1;
  }
}

function clausesOf(formula: Formula): readonly Formula[] {
  if (formula.kind === 'and') return formula.of.flatMap(clausesOf);
  if (formula.kind !== 'or') return [formula];
  let clauses: readonly Formula[] = [NEVER];
  for (const part of formula.of) {
    const factors = part.kind === 'sum' && isTwoSided(part) ? sides(part) : clausesOf(part);
    clauses = clauses.flatMap((clause) => factors.map((factor) => any([clause, factor])));
  }
  return clauses.filter((clause) => clause !== ALWAYS);
}
