import { buildInstanceSum } from './build-instance-sum.ts';
import { stateRelation } from './build-relation.ts';
import { ALWAYS, among, any, type Formula, not } from './formula.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerFormula } from './lower-formula.ts';
import type { PlannedRule } from './plan-rules.ts';
import { messageKeyOf } from './read-rules.ts';
import { loweringOf, type RuleSite, refusing } from './rule-site.ts';
import type { DraftBody } from './scope-draft.ts';
import { presentValues } from './scope-variable.ts';

/** If one expression then another; one that only compares two numbers holds where either is absent. */
export function buildConstraint(planned: PlannedRule<'constraint'>, site: RuleSite): void {
  const { rule, path, sum } = planned;
  const { names, sink, report } = site;
  const messageKey = messageKeyOf(rule);
  if (sum !== undefined) {
    buildInstanceSum(planned, sum, site);
    return;
  }
  sink.add(names.draft, { ruleId: rule.id, origin: 'rule', messageKey, bodies: bodiesOf() }, path);

  function bodiesOf(): readonly DraftBody[] {
    const { relation, expressions } = planned;
    const then = [...path, 'then'];
    const ends =
      relation === undefined ? [] : [names.variable(relation.left), names.variable(relation.right)];
    if (relation !== undefined && ends.some(({ isInterval }) => isInterval)) {
      return stateRelation({ ruleId: rule.id, messageKey }, relation, names, report, then);
    }
    const lowering = loweringOf(site, rule.id);
    const guard: Formula =
      expressions.if === undefined
        ? ALWAYS
        : lowerExpression(expressions.if, lowering.rule(refusing(report, [...path, 'if'])));
    const held: Formula =
      expressions.then === undefined
        ? ALWAYS
        : lowerExpression(expressions.then, lowering.rule(refusing(report, then)));
    const absent = ends.map((variable) => not(among(variable, presentValues(variable))));
    return [...lowerFormula(any([not(guard), ...absent, held]), lowering.auxiliary), ...lowering.bodies];
  }
}
