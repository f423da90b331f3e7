import { stateRelation } from './build-relation.ts';
import type { BuildReport } from './build-report.ts';
import type { ConstraintSink } from './constraint-sink.ts';
import { all } from './formula.ts';
import { MAX_VALUES } from './limits.ts';
import { lowerComparison } from './lower-comparison.ts';
import { lowerFormula } from './lower-formula.ts';
import { plainRelation } from './number-relation.ts';
import { relationshipFormula } from './part-relationship.ts';
import type { Plan } from './plan.ts';
import type { PlannedRelationship } from './plan-relationships.ts';
import type { DraftBody } from './scope-draft.ts';
import type { ScopeNames } from './scope-names.ts';

export function buildRelationships(
  { relationships }: Plan,
  namesOf: (scope: string) => ScopeNames,
  sink: ConstraintSink,
  report: BuildReport,
): void {
  for (const relationship of relationships) {
    const { ruleId, origin, messageKey, path } = relationship;
    const names = namesOf(relationship.scope);
    const bodies = bodiesOf(relationship, names, sink, report);
    sink.add(names.draft, { ruleId, origin, messageKey, bodies }, path);
  }
}

function bodiesOf(
  relationship: PlannedRelationship,
  names: ScopeNames,
  sink: ConstraintSink,
  report: BuildReport,
): readonly DraftBody[] {
  const { ruleId, messageKey, path, amounts } = relationship;
  const auxiliary = sink.auxiliary(names.draft, ruleId);
  const presence = relationshipFormula(relationship, names);
  if (amounts === undefined) return lowerFormula(presence, auxiliary);
  const free = amounts.terms.some(({ variable }) => names.variable(variable).isInterval);
  const relation = plainRelation(amounts);
  if (free && relation === undefined) {
    const largest = Math.max(
      ...amounts.terms.map(({ variable }) => names.variable(variable).definition.intervals?.length ?? 0),
    );
    report.limit(path, 'quantities of which there are several for each', MAX_VALUES - 1, largest);
    return [];
  }
  if (free && relation !== undefined) {
    const rule = { ruleId, messageKey };
    return [...lowerFormula(presence, auxiliary), ...stateRelation(rule, relation, names, report, path)];
  }
  const refuse = (code: string, message: string) => {
    report.error(code, path, message);
    return presence;
  };
  return lowerFormula(all([presence, lowerComparison(amounts, names, refuse)]), auxiliary);
}
