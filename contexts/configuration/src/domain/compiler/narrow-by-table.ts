import type { StoredTable } from './constraint-store.ts';
import type { Propagator } from './propagator.ts';

/** Takes away the classes that no row has any more (generalised arc consistency, cf. Compact-Table, CP 2016). */
export function narrowByTable(propagator: Propagator, constraint: number): boolean {
  const { constraints, domains } = propagator;
  const { starts, terms } = constraints;
  const table = tableOf(propagator, constraint);
  const live = liveRows(propagator, constraint);
  if (!live.some((word) => word !== 0)) return false;
  const begin = starts[constraint] as number;
  for (const [term, supports] of table.supports.entries()) {
    const variable = terms[begin + term] as number;
    if ((domains.left[variable] as number) === 1) continue;
    const first = domains.wordOffsets[variable] as number;
    const past = domains.wordOffsets[variable + 1] as number;
    for (let word = first; word < past; word++) {
      let keep = 0;
      for (let rest = domains.words[word] as number; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest);
        if (meet(live, supports[(word - first) * 32 + bit] as Int32Array)) keep |= 1 << bit;
      }
      propagator.narrow(variable, word, keep);
    }
    if ((domains.left[variable] as number) === 0) return false;
  }
  return true;
}

/** The rows that can still hold, as bits. */
export function liveRows(propagator: Propagator, constraint: number): Int32Array {
  const { constraints, domains } = propagator;
  const table = tableOf(propagator, constraint);
  const begin = constraints.starts[constraint] as number;
  const live = new Int32Array(table.rowWords).fill(-1);
  const rest = table.rowCount & 31;
  if (rest !== 0) live[table.rowWords - 1] = (1 << rest) - 1;
  const some = new Int32Array(table.rowWords);
  for (const [term, supports] of table.supports.entries()) {
    const variable = constraints.terms[begin + term] as number;
    some.fill(0);
    for (const index of domains.classes(variable)) {
      const rows = supports[index] as Int32Array;
      for (let word = 0; word < some.length; word++) some[word]! |= rows[word] as number;
    }
    for (let word = 0; word < live.length; word++) live[word]! &= some[word] as number;
  }
  return live;
}

/** Whether one row alone lets everything pass that is left. Not seeing it costs sharing, never truth. */
export function isTableEntailed(propagator: Propagator, constraint: number, live: Int32Array): boolean {
  const { constraints, domains } = propagator;
  const table = tableOf(propagator, constraint);
  const begin = constraints.starts[constraint] as number;
  for (let row = 0, looked = 0; row < table.rowCount && looked < MAX_ROWS_LOOKED_AT; row++) {
    if (((live[row >>> 5] as number) & (1 << (row & 31))) === 0) continue;
    looked += 1;
    const cells = table.rows[row] as StoredTable['rows'][number];
    const isOpen = cells.every((mask, term) => {
      const first = domains.wordOffsets[constraints.terms[begin + term] as number] as number;
      return mask.every((bits, word) => ((domains.words[first + word] as number) & ~bits) === 0);
    });
    if (isOpen) return true;
  }
  return false;
}

const MAX_ROWS_LOOKED_AT = 64;

function meet(a: Int32Array, b: Int32Array): boolean {
  for (let word = 0; word < a.length; word++)
    if (((a[word] as number) & (b[word] as number)) !== 0) return true;
  return false;
}

function tableOf({ constraints }: Propagator, constraint: number): StoredTable {
  return constraints.tables[constraint - constraints.clauseCount - constraints.sumCount] as StoredTable;
}
