import { decimal, decimalProblem } from '@quotewright/kernel';
import { partsOf } from '../expression/references.ts';
import type { BuildReport } from './build-report.ts';
import { comparisonOf, type LinearComparison } from './comparison.ts';
import type { DeclaredVariable, VariableContent } from './declared-variable.ts';
import { cutAt, cutAtConstants, type NumberCuts, numberCuts } from './number-cuts.ts';
import { cutsOf } from './number-range.ts';
import { plainRelation } from './number-relation.ts';
import type { Plan } from './plan.ts';
import { isCompiled, type PlannedRule } from './plan-rules.ts';
import { joined } from './read-parts.ts';
import {
  checkForest,
  isOfFreeNumbers,
  propagateCuts,
  relatedContents,
  type StatedRelation,
} from './relation-graph.ts';
import { cutAtCell, readCell } from './table-cell.ts';
import { cellKey } from './table-columns.ts';

/** What numbers are once all rules are known: which are intervals, and where these end. */
export interface NumberPlan {
  readonly contentOf: (variable: DeclaredVariable) => VariableContent;
  readonly cuts: NumberCuts;
}

export function planNumbers(plan: Plan, report: BuildReport): NumberPlan {
  const relations = statedRelations(plan);
  const contentOf = relatedContents(relations, addedUp(plan));
  const free = relations.filter((relation) => isOfFreeNumbers(relation, contentOf));
  const cuts = numberCuts();
  for (const rule of plan.rules) cutAtRule(rule, plan, cuts);
  checkForest(free, report);
  if (!report.failed()) propagateCuts(free, contentOf, cuts, report);
  return { contentOf, cuts };
}

function statedRelations({ rules, relationships }: Plan): readonly StatedRelation[] {
  return [
    ...rules.flatMap(({ relation, scope, path }) =>
      relation === undefined ? [] : [{ ...relation, scope, path: [...path, 'then'] }],
    ),
    ...relationships.flatMap(({ amounts, scope, path }) => {
      const relation = amounts === undefined ? undefined : plainRelation(amounts);
      return relation === undefined ? [] : [{ ...relation, scope, path }];
    }),
  ];
}

/** Variables of sums, which need their numbers one by one. */
function addedUp({ parts, rules, relationships, declarations }: Plan): ReadonlySet<DeclaredVariable> {
  const added = new Set<DeclaredVariable>();
  const add = ({ terms, sums }: LinearComparison) => {
    for (const { variable } of terms.length > 1 ? [...terms, ...sums] : sums) added.add(variable);
  };
  for (const rule of rules) {
    if (rule.relation !== undefined || !isCompiled(rule)) continue;
    for (const expression of Object.values(rule.expressions)) {
      for (const part of partsOf(expression)) {
        const comparison = part.op === 'compare' ? comparisonOf(part, declarations) : undefined;
        if (comparison?.kind === 'linear') add(comparison);
      }
    }
  }
  for (const { amounts } of relationships) {
    if (amounts !== undefined && plainRelation(amounts) === undefined) add(amounts);
  }
  for (const { children, offering } of parts) {
    for (const { path, place } of offering.groups === undefined ? [] : children) {
      const declared = declarations.variables.get(joined(path, '@quantity'));
      if (place?.child.groupId !== undefined && declared !== undefined) added.add(declared);
    }
  }
  return added;
}

function cutAtRule(rule: PlannedRule, { declarations }: Plan, cuts: NumberCuts): void {
  for (const expression of isCompiled(rule) ? Object.values(rule.expressions) : []) {
    cutAtConstants(expression, declarations, cuts);
  }
  if (rule.kind === 'eligibility') {
    const variable = declarations.variables.get(rule.rule.variable);
    for (const value of rule.rule.values ?? []) {
      if (variable !== undefined && decimalProblem(String(value)) === undefined) {
        cutAt(variable, cutsOf('=', decimal(String(value))), cuts);
      }
    }
  } else if (rule.kind === 'table') {
    for (const [index, name] of rule.rule.columns.entries()) {
      const column = declarations.variables.get(name);
      if (column?.content.kind !== 'numbers') continue;
      const seen = new Set<unknown>();
      for (const row of rule.rule.rows) {
        const cell = row[index];
        const key = cell === undefined ? undefined : cellKey(cell);
        if (cell === undefined || seen.has(key)) continue;
        seen.add(key);
        const content = readCell(cell, column);
        if (content !== undefined) cutAtCell(content, column, cuts);
      }
    }
  }
}
