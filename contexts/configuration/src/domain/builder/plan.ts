import type { OfferingRules } from '../rules/rule-document.schema.ts';
import type { BuildReport } from './build-report.ts';
import type { Declarations } from './declare-variables.ts';
import { catalogRelationships, type PartRelationship } from './part-relationship.ts';
import { documentRelationship, type PlannedRelationship, planRelationship } from './plan-relationships.ts';
import { type PlannedRule, planRule } from './plan-rules.ts';
import type { Part } from './read-parts.ts';
import { readRules } from './read-rules.ts';
import { type ScopeClaims, scopeClaims } from './scope-claims.ts';

/** Everything that is said about an offering, each with the scope in which it holds. */
export interface Plan {
  readonly parts: readonly Part[];
  readonly declarations: Declarations;
  readonly claims: ScopeClaims;
  readonly relationships: readonly PlannedRelationship[];
  readonly rules: readonly PlannedRule[];
}

export function planOffering(
  parts: readonly Part[],
  declarations: Declarations,
  rules: OfferingRules['rules'],
  report: BuildReport,
): Plan {
  const claims = scopeClaims(declarations);
  const relationships: PlannedRelationship[] = [];
  const planned: PlannedRule[] = [];
  const relate = (relationship: PartRelationship | undefined) => {
    const own = relationship && planRelationship(relationship, declarations, claims, report);
    if (own !== undefined) relationships.push(own);
  };
  for (const read of readRules(rules, declarations, report)) {
    if (read.kind === 'requires' || read.kind === 'excludes') {
      relate(documentRelationship(read, declarations, report));
    } else {
      const own = planRule(read, declarations, claims, report);
      if (own !== undefined) planned.push(own);
    }
  }
  // After those of the document: a rule that somebody wrote has the first say in what instances share.
  for (const relationship of catalogRelationships(parts, report)) relate(relationship);
  return { parts, declarations, claims, relationships, rules: planned };
}
