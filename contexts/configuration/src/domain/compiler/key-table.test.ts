import { describe, expect, it } from 'vitest';
import { KeyTable } from './key-table.ts';

function find(table: KeyTable, key: readonly number[]): number {
  table.begin();
  for (const integer of key) table.push(integer);
  return table.find();
}

function keep(table: KeyTable, key: readonly number[], number: number): void {
  table.keep(Int32Array.from(key), key.length, number);
}

describe('a table of keys', () => {
  it('finds what was kept under exactly this key', () => {
    const table = new KeyTable(1_000);
    keep(table, [1, 2, 3], 7);
    keep(table, [1, 2], 8);
    keep(table, [], 9);
    expect(find(table, [1, 2, 3])).toBe(7);
    expect(find(table, [1, 2])).toBe(8);
    expect(find(table, [])).toBe(9);
    expect(find(table, [1, 2, 4])).toBe(-1);
    expect(find(table, [1])).toBe(-1);
  });

  it('tells apart keys whose hashes are equal, of which there are some among so many', () => {
    const table = new KeyTable(1_000_000);
    const keyOf = (number: number) => [number, Math.imul(number, 0x9e37_79b1)];
    const count = 200_000;
    for (let number = 0; number < count; number++) {
      const key = keyOf(number);
      if (find(table, key) !== -1) throw new Error(`${number} is there before it was kept`);
      keep(table, key, number);
    }
    for (let number = 0; number < count; number++)
      if (find(table, keyOf(number)) !== number) throw new Error(`${number} is not found`);
  });

  it('takes keys longer than it has seen before', () => {
    const table = new KeyTable(100_000);
    const long = Array.from({ length: 70_000 }, (_, at) => at);
    keep(table, long, 1);
    expect(find(table, long)).toBe(1);
    expect(find(table, [...long.slice(0, -1), -1])).toBe(-1);
  });

  it('keeps nothing more beyond its limit, and all that it has', () => {
    const table = new KeyTable(4);
    keep(table, [1, 2, 3], 1);
    keep(table, [4, 5], 2);
    expect(find(table, [1, 2, 3])).toBe(1);
    expect(find(table, [4, 5])).toBe(-1);
  });

  it('gives a key away that later questions do not change', () => {
    const table = new KeyTable(100);
    find(table, [1, 2]);
    const saved = table.saved();
    find(table, [3, 4]);
    expect([...saved]).toEqual([1, 2]);
  });
});
