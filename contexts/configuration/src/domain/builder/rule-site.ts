import type { BuildReport, FindingPath } from './build-report.ts';
import type { ConstraintSink } from './constraint-sink.ts';
import { ALWAYS, type Formula } from './formula.ts';
import type { Refuse } from './lower-comparison.ts';
import type { LoweringRule } from './lower-expression.ts';
import { lowerToLiteral } from './lower-formula.ts';
import type { Plan } from './plan.ts';
import type { DraftBody } from './scope-draft.ts';
import type { ScopeNames } from './scope-names.ts';

/** What a rule is built with. */
export interface RuleSite {
  readonly plan: Plan;
  readonly names: ScopeNames;
  readonly namesOf: (scope: string) => ScopeNames;
  readonly sink: ConstraintSink;
  readonly report: BuildReport;
}

export function refusing(report: BuildReport, path: FindingPath): Refuse {
  return (code, message) => {
    report.error(code, path, message);
    return ALWAYS;
  };
}

/** How the expressions of one rule are lowered. `bodies` grows with the definitions of what got a name. */
export function loweringOf({ plan, names, sink }: RuleSite, ruleId: string) {
  const auxiliary = sink.auxiliary(names.draft, ruleId);
  const bodies: DraftBody[] = [];
  const literal = (formula: Formula): Formula => {
    const lowered = lowerToLiteral(formula, auxiliary);
    bodies.push(...lowered.bodies);
    return lowered.literal;
  };
  const rule = (refuse: Refuse): LoweringRule => ({
    declarations: plan.declarations,
    names,
    refuse,
    literal,
  });
  return { auxiliary, bodies, literal, rule };
}
