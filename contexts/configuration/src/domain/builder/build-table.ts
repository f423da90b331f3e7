import { ALWAYS, among, any, type Formula, type FormulaLiteral, NEVER, not } from './formula.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerTable } from './lower-table.ts';
import type { PlannedRule } from './plan-rules.ts';
import { variablesNamed } from './plan-rules.ts';
import { messageKeyOf } from './read-rules.ts';
import { loweringOf, type RuleSite, refusing } from './rule-site.ts';
import { type TableColumn, tableColumn } from './table-columns.ts';

export function buildTable({ rule, path, expressions }: PlannedRule<'table'>, site: RuleSite): void {
  const { plan, names, sink, report } = site;
  const columns = rule.columns
    .flatMap((name) => variablesNamed(name, plan.declarations))
    .map((declared) => tableColumn(declared, names.variable(declared)));
  const lowering = loweringOf(site, rule.id);
  const guard: Formula =
    expressions.when === undefined
      ? ALWAYS
      : lowerExpression(expressions.when, lowering.rule(refusing(report, [...path, 'when'])));
  const owners = rule.whenAbsent === 'apply' ? [] : columns.map((column) => ownerAbsent(column, site));
  const escape = any([...owners, lowering.literal(not(guard))]);
  // A guard that never holds, of which others have said that already.
  if (escape === ALWAYS) return;
  const escapes = escape === NEVER ? [] : escape.kind === 'or' ? escape.of : [escape];
  const body = lowerTable(rule, columns, escapes as readonly FormulaLiteral[], path, report);
  const bodies = [...(body === undefined ? [] : [body]), ...lowering.bodies];
  sink.add(names.draft, { ruleId: rule.id, origin: 'rule', messageKey: messageKeyOf(rule), bodies }, path);
}

/** What belongs to a part has no value exactly where that is absent; of a quantity it is what the part is in. */
function ownerAbsent({ declared, variable }: TableColumn, { names }: RuleSite): Formula {
  const { absence, isRequired, part, kind, scope } = declared;
  if (absence === 'none' && variable.absent !== null && (isRequired || scope !== names.draft.path)) {
    return among(variable, [[variable.absent, variable.absent]]);
  }
  if (scope !== names.draft.path) return NEVER;
  const isAmount = kind === 'quantity' || kind === 'count';
  const owner = isAmount ? part.place?.parent : part;
  return owner === undefined || (isAmount && part.local === '' && kind === 'quantity')
    ? NEVER
    : not(names.presence(owner));
}
