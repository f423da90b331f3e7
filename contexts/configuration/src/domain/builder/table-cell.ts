import { type Decimal, decimal, decimalProblem } from '@quotewright/kernel';
import type { Scalar } from '../expression/expression.ts';
import { everyValue, type ValueSet } from '../model/value-set.ts';
import type { Cell } from '../rules/rule-document.schema.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { valuesWhere } from './lower-comparison.ts';
import { cutAt, type NumberCuts } from './number-cuts.ts';
import { cutsOf } from './number-range.ts';
import { comparingValues, type ScopeVariable } from './scope-variable.ts';
import { intersection, union } from './set-operations.ts';

/** What a cell allows, read for its column. */
export type CellContent = 'any' | readonly CellPart[];

type CellPart = Scalar | { readonly min: Decimal | null; readonly max: Decimal | null };

/** Undefined where the column takes no such value: text in a column of numbers. */
export function readCell(cell: Cell, column: DeclaredVariable): CellContent | undefined {
  if (cell === '*') return 'any';
  if (typeof cell === 'object' && !Array.isArray(cell)) {
    const [min, max] = [end(cell.min), end(cell.max)];
    if (column.content.kind !== 'numbers' || min === undefined || max === undefined) return undefined;
    return [{ min, max }];
  }
  const parts: CellPart[] = [];
  for (const value of Array.isArray(cell) ? cell : [cell]) {
    const scalar = scalarOf(value, column);
    if (scalar === undefined) return undefined;
    parts.push(scalar);
  }
  return parts;
}

/** Numbers may be written as text too, because those of JSON would lose digits. */
export function scalarOf(value: string | number | boolean, column: DeclaredVariable): Scalar | undefined {
  // What a text says is not known to the model.
  if (column.maxLength !== undefined) return undefined;
  if (column.content.kind === 'numbers') {
    const text = typeof value === 'boolean' ? '' : String(value);
    return decimalProblem(text) === undefined ? { number: text } : undefined;
  }
  return typeof value === (column.type === 'boolean' ? 'boolean' : 'string') ? (value as Scalar) : undefined;
}

function end(value: number | undefined): Decimal | null | undefined {
  if (value === undefined) return null;
  return decimalProblem(String(value)) === undefined ? decimal(String(value)) : undefined;
}

export function cutAtCell(content: CellContent, column: DeclaredVariable, cuts: NumberCuts): void {
  for (const part of content === 'any' ? [] : content) {
    if (typeof part !== 'object') continue;
    if ('number' in part) cutAt(column, cutsOf('=', decimal(part.number)), cuts);
    else {
      if (part.min !== null) cutAt(column, cutsOf('>=', part.min), cuts);
      if (part.max !== null) cutAt(column, cutsOf('<=', part.max), cuts);
    }
  }
}

export function cellValues(content: CellContent, variable: ScopeVariable): ValueSet {
  if (content === 'any') return everyValue(variable.values.length);
  return content.reduce<ValueSet>((set, part) => union(set, partValues(part, variable)), []);
}

function partValues(part: CellPart, variable: ScopeVariable): ValueSet {
  if (typeof part !== 'object' || 'number' in part) return valuesWhere(variable, '=', part);
  const { min, max } = part;
  return intersection(
    min === null ? everyValue(variable.values.length) : comparingValues(variable, '>=', min),
    max === null ? everyValue(variable.values.length) : comparingValues(variable, '<=', max),
  );
}
