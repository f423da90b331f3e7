import { everyValue, type ValueSet } from '../model/value-set.ts';
import type { RuleOf } from '../rules/rule-document.schema.ts';
import type { BuildReport, FindingPath } from './build-report.ts';
import type { FormulaLiteral } from './formula.ts';
import type { DraftBody, DraftClause } from './scope-draft.ts';
import { union } from './set-operations.ts';
import type { ColumnCell, TableColumn } from './table-columns.ts';

type TableRule = RuleOf<'table'>;

/** Some row holds, or none does; or one of the escapes, which says that the table does not apply. */
export function lowerTable(
  rule: TableRule,
  columns: readonly TableColumn[],
  escapes: readonly FormulaLiteral[],
  path: FindingPath,
  report: BuildReport,
): DraftBody | undefined {
  const rows = readRows(rule, columns, path, report);
  if (rule.mode === 'forbid') {
    return rows.length === 0 ? undefined : { kind: 'clauses', clauses: forbidding(rows, columns, escapes) };
  }
  if (rows.length > 0) return allowing(rows, columns, escapes);
  report.error('TABLE_EMPTY_ALLOW', [...path, 'rows'], 'no row can hold, so that nothing is allowed');
  return undefined;
}

function readRows(
  { rows }: TableRule,
  columns: readonly TableColumn[],
  path: FindingPath,
  report: BuildReport,
): readonly (readonly ColumnCell[])[] {
  const live: (readonly ColumnCell[])[] = [];
  // What says the same again is dropped; the rules alone tell that, so that it is not reported here.
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const at = [...path, 'rows', index];
    if (row.length !== columns.length) {
      report.error('TABLE_ROW_WIDTH', at, `must have ${columns.length} cells, one for each column`);
      continue;
    }
    const cells = row.map((cell, place) => (columns[place] as TableColumn).read(cell));
    const unfit = cells.findIndex(({ isFit }) => !isFit);
    const dead = cells.findIndex(({ set }) => set.length === 0);
    const key = cells.map(({ number }) => number).join();
    if (unfit !== -1) {
      const { declared } = columns[unfit] as TableColumn;
      report.error(
        'EXPR_TYPE',
        [...at, unfit],
        `"${declared.name}" takes no such value: it is ${declared.type}`,
      );
    } else if (dead !== -1) {
      const { declared } = columns[dead] as TableColumn;
      report.warning('ROW_DEAD', [...at, dead], `the row never holds: "${declared.name}" has no such value`);
    } else if (!seen.has(key)) {
      seen.add(key);
      live.push(cells);
    }
  }
  return live;
}

function allowing(
  rows: readonly (readonly ColumnCell[])[],
  columns: readonly TableColumn[],
  escapes: readonly FormulaLiteral[],
): DraftBody {
  const own = columns.map(({ variable }) => variable);
  const variables = [...new Set([...own, ...escapes.map(({ variable }) => variable)])];
  const everything = variables.map(({ values }) => everyValue(values.length));
  const beyond = everything.slice(own.length);
  return {
    kind: 'table',
    variables,
    rows: [
      ...rows.map((cells): readonly ValueSet[] => [...cells.map(({ set }) => set), ...beyond]),
      ...escapes.map((escape) =>
        everything.map((set, index) => (variables[index] === escape.variable ? escape.in : set)),
      ),
    ],
  };
}

function forbidding(
  rows: readonly (readonly ColumnCell[])[],
  columns: readonly TableColumn[],
  escapes: readonly FormulaLiteral[],
): readonly DraftClause[] {
  const own = columns.map(({ variable }) => variable);
  const beyond = escapes.filter(({ variable }) => !own.includes(variable));
  const inColumn = own.map((variable) => escapes.find((escape) => escape.variable === variable)?.in);
  const clauses: DraftClause[] = [];
  for (const cells of rows) {
    const clause: FormulaLiteral[] = [];
    let holds = false;
    for (const [index, { others }] of cells.entries()) {
      const variable = own[index] as (typeof own)[number];
      const escape = inColumn[index];
      const set = escape === undefined ? others : union(others, escape);
      if (isEverything(set, variable.values.length)) holds = true;
      else if (set.length > 0) clause.push({ kind: 'literal', variable, in: set });
    }
    if (!holds) clauses.push([...clause, ...beyond]);
  }
  return clauses;
}

function isEverything([first, ...rest]: ValueSet, size: number): boolean {
  return rest.length === 0 && first !== undefined && first[0] === 0 && first[1] === size - 1;
}
