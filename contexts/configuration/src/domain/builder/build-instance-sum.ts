import type { LinearComparison } from './comparison.ts';
import { MAX_SUM } from './limits.ts';
import { scaledTerms } from './lower-comparison.ts';
import type { PlannedRule } from './plan-rules.ts';
import { messageKeyOf } from './read-rules.ts';
import type { RuleSite } from './rule-site.ts';
import { idIn } from './scope-names.ts';

/** `sum(site-access/@quantity) <= 200`: of all instances together. It is checked beside the models. */
export function buildInstanceSum(
  { rule, path }: PlannedRule<'constraint'>,
  { sums, constant, relation }: LinearComparison,
  { report, namesOf }: RuleSite,
): void {
  const then = [...path, 'then'];
  const [term] = sums;
  if (term === undefined) return;
  const { scope, name } = term.variable;
  if (scope === '') {
    report.error('EXPR_TYPE', then, `"${name}" is no variable of a part with instances`);
    return;
  }
  const { draft } = namesOf(scope);
  const variable = draft.variables.get(idIn(scope, term.variable));
  if (variable === undefined || variable.isInterval || relation === '!=') {
    const reason = `"${name}" is a free number, or the comparison is "!=": that cannot be added up`;
    report.error('EXPR_NONLINEAR', then, reason);
    return;
  }
  const scaled = scaledTerms(sums, constant, () => variable);
  const [added] = scaled?.terms ?? [];
  if (scaled === undefined || added === undefined) {
    report.error('LIMIT', then, `sums: at most ${MAX_SUM} after decimals became whole numbers`);
    return;
  }
  const { bound } = scaled;
  draft.sums.push({
    ruleId: rule.id,
    messageKey: messageKeyOf(rule),
    variable,
    weights: added.weights,
    lower: relation === '<' || relation === '<=' ? null : relation === '>' ? bound + 1 : bound,
    upper: relation === '>' || relation === '>=' ? null : relation === '<' ? bound - 1 : bound,
  });
}
