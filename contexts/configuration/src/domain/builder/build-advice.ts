import type { Expression } from '../expression/expression.ts';
import type { PlannedRule } from './plan-rules.ts';
import { messageKeyOf } from './read-rules.ts';
import { renamed } from './rename-expression.ts';
import type { RuleSite } from './rule-site.ts';

/** Warnings and recommendations: evaluated with each answer, never part of the model. */
export function buildAdvice(
  { kind, rule, scope, expressions }: PlannedRule<'constraint' | 'recommendation'>,
  { plan, names }: RuleSite,
): void {
  const expression = kind === 'constraint' ? implied(expressions) : expressions.when;
  if (expression === undefined) return;
  names.draft.advice.push({
    ruleId: rule.id,
    kind: kind === 'constraint' ? 'warning' : 'recommendation',
    messageKey: messageKeyOf(rule),
    expression: renamed(expression, scope, plan.declarations),
  });
}

function implied({ if: left, then: right }: PlannedRule['expressions']): Expression | undefined {
  return left === undefined || right === undefined ? right : { op: 'implies', left, right };
}
