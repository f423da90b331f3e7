import { decimalText } from '@quotewright/kernel';
import type { BuildReport, FindingPath } from './build-report.ts';
import { relationTable } from './lower-relation.ts';
import { closedRelation, isWhole, type PlainRelation } from './number-relation.ts';
import type { DraftBody } from './scope-draft.ts';
import type { ScopeNames } from './scope-names.ts';

/** Two numbers of which one is free: a table of intervals, and the relation itself for the numbers in them. */
export function stateRelation(
  rule: { readonly ruleId: string; readonly messageKey: string },
  relation: PlainRelation,
  names: ScopeNames,
  report: BuildReport,
  path: FindingPath,
): readonly DraftBody[] {
  const [left, right] = [names.variable(relation.left), names.variable(relation.right)];
  if (isWhole(relation.left) !== isWhole(relation.right)) {
    report.error('EXPR_TYPE', path, 'whole numbers are related to whole numbers only, decimals to decimals');
    return [];
  }
  const closed = closedRelation(relation);
  if (closed === undefined) {
    const reason = 'free numbers are related by =, <= or >= and, where they are whole, by whole numbers';
    report.error('EXPR_NONLINEAR', path, reason);
    return [];
  }
  names.draft.relations.push({
    ...rule,
    left,
    right,
    relation: closed.relation,
    offset: decimalText(closed.offset),
  });
  return [relationTable(left, closed.relation, right, closed.offset)];
}
