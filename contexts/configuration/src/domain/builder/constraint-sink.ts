import type { BuildReport, FindingPath } from './build-report.ts';
import { MAX_CLAUSES, MAX_SUM, MAX_VARIABLES } from './limits.ts';
import { type DraftBody, type DraftConstraint, type ScopeDraft } from './scope-draft.ts';
import { auxiliaryVariable, type ScopeVariable } from './scope-variable.ts';

/** Takes constraints into their scopes, as long as all together keep to the limits. */
export interface ConstraintSink {
  /** Nothing is added for a rule without bodies: it always holds. */
  add(draft: ScopeDraft, constraint: DraftConstraint, path: FindingPath): void;
  /** New variables for one rule, each with the next number. */
  auxiliary(draft: ScopeDraft, ruleId: string): () => ScopeVariable;
}

export function constraintSink(report: BuildReport): ConstraintSink {
  let clauses = 0;
  let auxiliaries = 0;
  return {
    add(draft, constraint, path) {
      if (constraint.bodies.length === 0) return;
      for (const body of constraint.bodies) {
        if (body.kind === 'clauses') clauses += body.clauses.length;
        if (body.kind === 'sum' && largestSum(body) > MAX_SUM)
          report.limit(path, 'sums', MAX_SUM, largestSum(body));
      }
      if (clauses > MAX_CLAUSES) report.limit(path, 'clauses', MAX_CLAUSES, clauses);
      if (auxiliaries > MAX_VARIABLES) report.limit(path, 'variables', MAX_VARIABLES, auxiliaries);
      draft.constraints.push(constraint);
    },
    auxiliary(draft, ruleId) {
      let next = 0;
      return () => {
        const variable = auxiliaryVariable(`@aux:${ruleId}:${next}`);
        next += 1;
        auxiliaries += 1;
        draft.variables.set(variable.id, variable);
        return variable;
      };
    },
  };
}

function largestSum({ terms }: Extract<DraftBody, { kind: 'sum' }>): number {
  return terms.reduce(
    (sum, { weights }) => sum + weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0),
    0,
  );
}
