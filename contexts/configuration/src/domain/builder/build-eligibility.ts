import { decimal } from '@quotewright/kernel';
import type { ValueSet } from '../model/value-set.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { type PlannedRule, variablesNamed } from './plan-rules.ts';
import { messageKeyOf } from './read-rules.ts';
import type { RuleSite } from './rule-site.ts';
import { indexOfNumber, presentValues, type ScopeVariable } from './scope-variable.ts';
import { intersection, union } from './set-operations.ts';
import { scalarOf } from './table-cell.ts';

/** Values that only some requests may choose. What a multi-valued characteristic has are variables of their own. */
export function buildEligibility(
  { rule, path, expressions }: PlannedRule<'eligibility'>,
  site: RuleSite,
): void {
  const { plan, names, report } = site;
  const { when } = expressions;
  const variables = variablesNamed(rule.variable, plan.declarations);
  if (when === undefined) return;
  const found = new Set<number>();
  for (const declared of variables) {
    const variable = names.variable(declared);
    const removes = removed(declared, variable, rule.values, (index) => found.add(index));
    if (removes.length === 0) continue;
    names.draft.eligibility.push({
      ruleId: rule.id,
      messageKey: messageKeyOf(rule),
      variable,
      removes,
      when,
    });
  }
  for (const [index, value] of (rule.values ?? []).entries()) {
    if (found.has(index)) continue;
    report.error(
      'VALUE_UNKNOWN',
      [...path, 'values', index],
      `"${rule.variable}" has no value ${JSON.stringify(value)}`,
    );
  }
}

function removed(
  declared: DeclaredVariable,
  variable: ScopeVariable,
  values: PlannedRule<'eligibility'>['rule']['values'],
  find: (index: number) => void,
): ValueSet {
  const { memberOf } = declared;
  if (values === undefined) return memberOf === undefined ? presentValues(variable) : [[1, 1]];
  const set = values.reduce<ValueSet>((set, value, index) => {
    const place =
      memberOf === undefined ? indexOf(value, declared, variable) : memberOf.value === value ? 1 : -1;
    if (place === -1) return set;
    find(index);
    return union(set, [[place, place]]);
  }, []);
  return intersection(set, presentValues(variable));
}

/** The index of the value a document writes; -1 when there is none. */
export function indexOf(
  value: string | number | boolean,
  declared: DeclaredVariable,
  variable: ScopeVariable,
): number {
  const scalar = scalarOf(value, declared);
  if (scalar === undefined) return -1;
  if (typeof scalar === 'object') return indexOfNumber(variable, decimal(scalar.number));
  const index = variable.indexOf.get(String(scalar));
  return index === undefined || index === variable.absent ? -1 : index;
}
