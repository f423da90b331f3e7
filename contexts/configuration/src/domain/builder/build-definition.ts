import type { ConfigurationDefinition, InstanceDefinition } from '../model/configuration-definition.ts';
import type { OfferingRules } from '../rules/rule-document.schema.ts';
import { buildRelationships } from './build-relationships.ts';
import { type BuildFinding, type BuildReport, buildReport } from './build-report.ts';
import { buildRules } from './build-rules.ts';
import { buildStructure } from './build-structure.ts';
import { constraintSink } from './constraint-sink.ts';
import { createScopes } from './create-scopes.ts';
import { declareVariables } from './declare-variables.ts';
import { compare, finishScope } from './finish-scope.ts';
import { type Plan, planOffering } from './plan.ts';
import { planNumbers } from './plan-numbers.ts';
import { type CatalogContent, joined, readParts } from './read-parts.ts';
import type { ScopeDraft } from './scope-draft.ts';
import { idIn, scopeNames } from './scope-names.ts';
import type { ScopeVariable } from './scope-variable.ts';

export interface BuiltDefinition {
  /** Absent where there are errors, and where there is nothing to configure. */
  readonly definition?: ConfigurationDefinition;
  readonly findings: readonly BuildFinding[];
}

/**
 * What catalog and rules say about an offering, as variables and constraints. Pure, and the same for equal content,
 * in whatever order maps have it.
 */
export function buildDefinition(
  content: CatalogContent,
  offeringId: string,
  rules: OfferingRules | undefined,
): BuiltDefinition {
  const report = buildReport();
  const definition = built(content, offeringId, rules?.rules ?? [], report);
  const findings = report.findings();
  return definition === undefined || report.failed() ? { findings } : { definition, findings };
}

function built(
  content: CatalogContent,
  offeringId: string,
  rules: OfferingRules['rules'],
  report: BuildReport,
): ConfigurationDefinition | undefined {
  const parts = readParts(content, offeringId, report);
  if (parts === undefined) return undefined;
  if (rules.length === 0 && parts.length === 1 && parts[0]?.characteristics.length === 0) return undefined;
  const declarations = declareVariables(parts, report);
  if (report.failed()) return undefined;
  const plan = planOffering(parts, declarations, rules, report);
  if (report.failed()) return undefined;
  const numbers = planNumbers(plan, report);
  if (report.failed()) return undefined;
  const drafts = createScopes(plan, numbers, report);
  const names = new Map([...drafts].map(([path, draft]) => [path, scopeNames(draft, declarations)]));
  const namesOf = (scope: string) => names.get(scope) as ReturnType<typeof scopeNames>;
  const sink = constraintSink(report);
  buildStructure(plan, namesOf, sink, report);
  buildRelationships(plan, namesOf, sink, report);
  buildRules(plan, namesOf, sink, report);
  return report.failed() ? undefined : finished(offeringId, plan, drafts);
}

function finished(
  offeringId: string,
  plan: Plan,
  drafts: ReadonlyMap<string, ScopeDraft>,
): ConfigurationDefinition {
  const root = finishScope(drafts.get('') as ScopeDraft);
  const outside = (id: string) => root.indexOf(drafts.get('')?.variables.get(id) as ScopeVariable);
  const instances = [...drafts.values()]
    .filter(({ path }) => path !== '')
    .sort((a, b) => compare(a.path, b.path))
    .map((draft): InstanceDefinition => {
      const { scope, indexOf } = finishScope(draft);
      const shared = plan.claims.interfaceOf(draft.path);
      const own = shared === undefined ? undefined : draft.variables.get(idIn(draft.path, shared));
      return {
        path: draft.path,
        name: plan.declarations.parts.get(draft.path)?.offering.name ?? draft.path,
        countVariable: outside(joined(draft.path, '@count')),
        scope,
        interface:
          shared === undefined || own === undefined
            ? null
            : { parent: outside(shared.id), own: indexOf(own) },
        sums: draft.sums.map(({ variable, ...rest }) => ({ ...rest, variable: indexOf(variable) })),
      };
    });
  return { offeringId, scope: root.scope, instances };
}
