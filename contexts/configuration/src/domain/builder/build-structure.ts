import type { BuildReport } from './build-report.ts';
import type { ConstraintSink } from './constraint-sink.ts';
import { MAX_VALUES } from './limits.ts';
import { lowerFormula } from './lower-formula.ts';
import type { Plan } from './plan.ts';
import type { Part } from './read-parts.ts';
import { presenceVariable, type ScopeNames } from './scope-names.ts';
import { presentValues } from './scope-variable.ts';
import { characteristicRules, type FormulaRule, groupRules, partRules } from './structure-rules.ts';

/** What follows from the catalog alone: parts in parts, characteristics of parts, groups, validity. */
export function buildStructure(
  { parts, declarations }: Plan,
  namesOf: (scope: string) => ScopeNames,
  sink: ConstraintSink,
  report: BuildReport,
): void {
  const add = (names: ScopeNames, { ruleId, messageKey, formula }: FormulaRule) => {
    const bodies = lowerFormula(formula, sink.auxiliary(names.draft, ruleId));
    sink.add(names.draft, { ruleId, origin: 'structure', messageKey, bodies }, []);
  };
  for (const part of parts) {
    const own = namesOf(part.scope);
    const outer = part.local === '' ? namesOf('') : own;
    for (const rule of partRules(part, outer, declarations)) add(outer, rule);
    for (const rule of characteristicRules(part, own, declarations)) add(own, rule);
    for (const rule of groupRules(part, own, declarations)) {
      if (rule.infeasible !== undefined) report.error('GROUP_INFEASIBLE', [], rule.infeasible);
      else if (rule.tooLarge !== undefined)
        report.limit([], `quantities in a group (${rule.ruleId})`, MAX_VALUES - 1, rule.tooLarge);
      else add(own, rule);
    }
    addValidity(part, outer, declarations);
  }
}

function addValidity(part: Part, names: ScopeNames, declarations: Plan['declarations']): void {
  const { from, until } = part.offering.validity;
  const declared = presenceVariable(part, names.draft.path, declarations);
  if (declared === undefined || (from === undefined && until === undefined)) return;
  const variable = names.variable(declared);
  const removes = presentValues(variable);
  if (removes.length === 0) return;
  names.draft.validity.push({
    ruleId: `structure:validity:${part.path}`,
    messageKey: 'structure.validity',
    variable,
    removes,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  });
}
