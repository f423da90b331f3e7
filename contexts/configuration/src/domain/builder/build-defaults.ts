import { decimal, decimalText } from '@quotewright/kernel';
import { indexOf } from './build-eligibility.ts';
import type { BuildReport } from './build-report.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import type { Plan } from './plan.ts';
import { type PlannedRule, variablesNamed } from './plan-rules.ts';
import { renamed } from './rename-expression.ts';
import type { ScopeNames } from './scope-names.ts';
import type { ScopeVariable } from './scope-variable.ts';

/** Defaults in the order of the document. One without a condition ends the search: nothing may come after it. */
export function buildDefaults(
  { rules, declarations }: Plan,
  namesOf: (scope: string) => ScopeNames,
  report: BuildReport,
): void {
  const settled = new Map<DeclaredVariable, string>();
  for (const planned of rules) {
    if (planned.kind !== 'default') continue;
    const { rule, path, expressions, scope } = planned;
    const names = namesOf(scope);
    const chosen = chosenBy(planned, variablesNamed(rule.variable, declarations), names);
    if (typeof chosen === 'string') {
      report.error(
        chosen,
        [...path, 'value'],
        `"${rule.variable}" has no value ${JSON.stringify(rule.value)}`,
      );
      continue;
    }
    const { declared, variable, value, input } = chosen;
    const before = settled.get(declared);
    if (before !== undefined) {
      report.error('TWO_DEFAULTS', path, `"${before}" gives "${rule.variable}" a default in any case`);
      continue;
    }
    if (rule.when === undefined) settled.set(declared, rule.id);
    names.draft.defaults.push({
      ruleId: rule.id,
      variable,
      value,
      ...(input === undefined ? {} : { input }),
      ...(expressions.when === undefined ? {} : { when: renamed(expressions.when, scope, declarations) }),
    });
  }
}

interface Chosen {
  readonly declared: DeclaredVariable;
  readonly variable: ScopeVariable;
  readonly value: number;
  readonly input?: string;
}

/** What the rule sets, or the code of why it cannot. */
function chosenBy(
  { rule: { value } }: PlannedRule<'default'>,
  variables: readonly DeclaredVariable[],
  names: ScopeNames,
): Chosen | string {
  const [first] = variables;
  const isSeveral = variables.length > 1 || first?.memberOf?.value === value;
  const declared = isSeveral ? variables.find(({ memberOf }) => memberOf?.value === value) : first;
  if (declared === undefined) return 'VALUE_UNKNOWN';
  const variable = names.variable(declared);
  if (isSeveral) return { declared, variable, value: 1 };
  if (declared.maxLength !== undefined) {
    if (typeof value !== 'string') return 'VALUE_UNKNOWN';
    return value.length > declared.maxLength
      ? 'DEFAULT_OUT_OF_RANGE'
      : { declared, variable, value: 0, input: value };
  }
  const index = indexOf(value, declared, variable);
  if (index === -1) return variable.numbers === undefined ? 'VALUE_UNKNOWN' : 'DEFAULT_OUT_OF_RANGE';
  const input = variable.isInterval ? { input: decimalText(decimal(String(value))) } : {};
  return { declared, variable, value: index, ...input };
}
