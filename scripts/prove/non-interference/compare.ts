import type { Table } from './durable-state.ts';

const SHOWN = 3;
/** Characters of a row that are shown, and how many of them before the first that differs. */
const LENGTH = 400;
const BEFORE = 120;

/** In words, what one world has and the other has not. Both renamed. */
export function differences(
  [oneName, one]: readonly [string, readonly Table[]],
  [otherName, other]: readonly [string, readonly Table[]],
): readonly string[] {
  const rowsOf = (tables: readonly Table[]) => new Map(tables.map(({ name, rows }) => [name, rows]));
  const [first, second] = [rowsOf(one), rowsOf(other)];
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((table) => {
    const [here, there] = [first.get(table) ?? [], second.get(table) ?? []];
    const [ofOne, ofOther] = [lacking(here, there), lacking(there, here)];
    const only = [...told(oneName, ofOne, ofOther), ...told(otherName, ofOther, ofOne)];
    return only.length === 0 ? [] : [`${table}:\n    ${only.join('\n    ')}`];
  });
}

/** Rows of `some` that `others` has not, each as often as it is missing. */
function lacking(some: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return some.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
}

/** Each from where it departs from its counterpart. */
function told(world: string, rows: readonly string[], others: readonly string[]): readonly string[] {
  const shown = rows.slice(0, SHOWN).map((row, index) => {
    const from = Math.max(0, departure(row, others[index] ?? '') - BEFORE);
    return `only ${world}: ${from > 0 ? '…' : ''}${row.slice(from, from + LENGTH)}`;
  });
  return rows.length > SHOWN ? [...shown, `… and ${rows.length - SHOWN} more`] : shown;
}

function departure(row: string, other: string): number {
  let at = 0;
  while (at < other.length && row[at] === other[at]) at += 1;
  return other === '' ? 0 : at;
}
