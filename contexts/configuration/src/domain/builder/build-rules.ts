import { buildAdvice } from './build-advice.ts';
import { buildConstraint } from './build-constraint.ts';
import { buildDefaults } from './build-defaults.ts';
import { buildEligibility } from './build-eligibility.ts';
import type { BuildReport } from './build-report.ts';
import { buildTable } from './build-table.ts';
import type { ConstraintSink } from './constraint-sink.ts';
import type { Plan } from './plan.ts';
import type { RuleSite } from './rule-site.ts';
import type { ScopeNames } from './scope-names.ts';

/** The rules of the document, each into its scope. */
export function buildRules(
  plan: Plan,
  namesOf: (scope: string) => ScopeNames,
  sink: ConstraintSink,
  report: BuildReport,
): void {
  for (const rule of plan.rules) {
    const site: RuleSite = { plan, names: namesOf(rule.scope), namesOf, sink, report };
    switch (rule.kind) {
      case 'constraint':
        if (rule.rule.severity === 'warning') buildAdvice(rule, site);
        else buildConstraint(rule, site);
        break;
      case 'table':
        buildTable(rule, site);
        break;
      case 'eligibility':
        buildEligibility(rule, site);
        break;
      case 'recommendation':
        buildAdvice(rule, site);
        break;
      default:
        break;
    }
  }
  buildDefaults(plan, namesOf, report);
}
