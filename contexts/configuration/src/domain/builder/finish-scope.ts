import type { CanonicalModel, Clause, ConstraintBody } from '../model/canonical-model.ts';
import type { ScopeDefinition } from '../model/configuration-definition.ts';
import type { DraftBody, DraftClause, ScopeDraft } from './scope-draft.ts';
import type { ScopeVariable } from './scope-variable.ts';

type IndexOf = (variable: ScopeVariable) => number;

/** Variables and rules in their order, and indices in place of variables. */
export function finishScope(draft: ScopeDraft): {
  readonly scope: ScopeDefinition;
  readonly indexOf: IndexOf;
} {
  const variables = [...draft.variables.values()].sort((a, b) => compare(a.id, b.id));
  const indices = new Map(variables.map((variable, index) => [variable, index]));
  const indexOf: IndexOf = (variable) => indices.get(variable) as number;
  const model: CanonicalModel = {
    variables: variables.map(({ id, kind, values }) => ({ id, kind, values })),
    constraints: draft.constraints
      .toSorted((a, b) => compare(a.ruleId, b.ruleId))
      .map(({ bodies, ...rest }) => ({ ...rest, bodies: bodies.map((body) => finished(body, indexOf)) })),
  };
  const indexed = <Rule extends { readonly variable: ScopeVariable }>(rules: readonly Rule[]) =>
    rules.map(({ variable, ...rest }) => ({ ...rest, variable: indexOf(variable) }));
  return {
    scope: {
      model,
      variables: variables.map(({ definition }) => definition),
      relations: draft.relations.map(({ left, right, ...rest }) => ({
        ...rest,
        left: indexOf(left),
        right: indexOf(right),
      })),
      defaults: indexed(draft.defaults),
      eligibility: indexed(draft.eligibility),
      advice: draft.advice,
      validity: indexed(draft.validity),
    },
    indexOf,
  };
}

export function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function finished(body: DraftBody, indexOf: IndexOf): ConstraintBody {
  switch (body.kind) {
    case 'clauses':
      return { kind: 'clauses', clauses: body.clauses.map((clause) => finishedClause(clause, indexOf)) };
    case 'sum': {
      const terms = body.terms
        .map(({ variable, weights }) => ({ variable: indexOf(variable), weights }))
        .sort((a, b) => a.variable - b.variable);
      return { kind: 'sum', terms, lower: body.lower, upper: body.upper };
    }
    case 'table':
      return { kind: 'table', variables: body.variables.map(indexOf), rows: body.rows };
  }
}

function finishedClause(clause: DraftClause, indexOf: IndexOf): Clause {
  return clause
    .map(({ variable, in: set }) => ({ variable: indexOf(variable), in: set }))
    .sort((a, b) => a.variable - b.variable);
}
