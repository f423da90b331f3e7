import type { BuildFinding, FindingPath } from '../builder/build-report.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { duplicateRows } from './duplicate-rows.ts';
import type { OfferingRules, Rule, RuleOf } from './rule-document.schema.ts';

/**
 * What is wrong with rules whatever the offering looks like; paths begin with `rules`. Made as it is asked for, in time
 * that is linear in the rules.
 */
export function* lintRules({ rules }: OfferingRules): Generator<BuildFinding> {
  const defaults = new Map<string, string>();
  for (const [index, rule] of rules.entries()) {
    const path = ['rules', index];
    yield* expressionProblems(rule, path);
    if (rule.kind === 'table') yield* tableProblems(rule, path);
    if (rule.kind === 'requires' || rule.kind === 'excludes') yield* relationshipProblems(rule, path);
    if (rule.kind !== 'default' || rule.when !== undefined) continue;
    const other = defaults.get(rule.variable);
    if (other === undefined) defaults.set(rule.variable, rule.id);
    else {
      const message = `rule "${other}" has a default for "${rule.variable}" already, and both apply always`;
      yield error('TWO_DEFAULTS', [...path, 'variable'], message);
    }
  }
}

function* expressionProblems(rule: Rule, path: FindingPath): Generator<BuildFinding> {
  for (const [member, text] of expressionsOf(rule)) {
    if (text === undefined) continue;
    const parsed = parseExpression(text);
    if (parsed.ok) continue;
    yield error(parsed.code, [...path, member], `at character ${parsed.position + 1}: ${parsed.message}`);
  }
}

function expressionsOf(rule: Rule): readonly (readonly [member: string, text: string | undefined])[] {
  switch (rule.kind) {
    case 'constraint':
      return [
        ['if', rule.if],
        ['then', rule.then],
      ];
    case 'requires':
    case 'excludes':
      return [];
    default:
      return [['when', rule.when]];
  }
}

function* tableProblems(
  { mode, columns, rows }: RuleOf<'table'>,
  path: FindingPath,
): Generator<BuildFinding> {
  if (mode === 'allow' && rows.length === 0) {
    yield error('TABLE_EMPTY_ALLOW', [...path, 'rows'], 'the table has no row, so that nothing is allowed');
  }
  for (const [index, { length }] of rows.entries()) {
    if (length === columns.length) continue;
    const message = `the row has ${length} cells for ${columns.length} columns`;
    yield error('TABLE_ROW_WIDTH', [...path, 'rows', index], message);
  }
  for (const { row, first } of duplicateRows(rows)) {
    const message = `the row says the same as row ${first + 1}`;
    yield { severity: 'warning', code: 'ROW_DUPLICATE', path: [...path, 'rows', row], message };
  }
}

function* relationshipProblems(
  { kind, source, target }: RuleOf<'requires' | 'excludes'>,
  path: FindingPath,
): Generator<BuildFinding> {
  if (source !== target) return;
  const code = kind === 'excludes' ? 'SELF_EXCLUDE' : 'REL_SELF';
  yield error(
    code,
    [...path, 'target'],
    `"${source}" cannot ${kind === 'excludes' ? 'exclude' : 'require'} itself`,
  );
}

function error(code: string, path: FindingPath, message: string): BuildFinding {
  return { severity: 'error', code, path, message };
}
