import { otherValues, type ValueSet } from '../model/value-set.ts';
import type { Cell } from '../rules/rule-document.schema.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import type { ScopeVariable } from './scope-variable.ts';
import { cellValues, readCell } from './table-cell.ts';

/** A column of a table. Cells that say the same are read once: long tables have few different ones. */
export interface TableColumn {
  readonly declared: DeclaredVariable;
  readonly variable: ScopeVariable;
  read(cell: Cell): ColumnCell;
}

export interface ColumnCell {
  /** Equal for cells of the same values. */
  readonly number: number;
  readonly set: ValueSet;
  readonly others: ValueSet;
  /** Whether the column takes such values at all. */
  readonly isFit: boolean;
}

export function tableColumn(declared: DeclaredVariable, variable: ScopeVariable): TableColumn {
  const cells = new Map<unknown, ColumnCell>();
  const numbers = new Map<string, number>();
  return {
    declared,
    variable,
    read(cell) {
      const key = cellKey(cell);
      const known = cells.get(key);
      if (known !== undefined) return known;
      const content = readCell(cell, declared);
      const set = content === undefined ? [] : cellValues(content, variable);
      const text = JSON.stringify(set);
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      const others = otherValues(set, variable.values.length);
      const read = { number, set, others, isFit: content !== undefined };
      cells.set(key, read);
      return read;
    },
  };
}

/** Numbers and texts are different keys of a map; what is written as JSON begins with a character no text has. */
export function cellKey(cell: Cell): unknown {
  return typeof cell === 'object' ? `\u0000${JSON.stringify(cell)}` : cell;
}
