import type { ValueSet } from '../model/value-set.ts';

type Range = readonly [from: number, to: number];

/** Ranges of both, ascending, joined where they touch. */
export function union(left: ValueSet, right: readonly Range[]): ValueSet {
  const ranges: [number, number][] = [];
  for (const [from, to] of [...left, ...right].sort((a, b) => a[0] - b[0])) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges;
}

export function intersection(left: ValueSet, right: ValueSet): ValueSet {
  const ranges: Range[] = [];
  let [i, j] = [0, 0];
  for (let a = left[i], b = right[j]; a !== undefined && b !== undefined; a = left[i], b = right[j]) {
    const [from, to] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
    if (from <= to) ranges.push([from, to]);
    if (a[1] < b[1]) i += 1;
    else j += 1;
  }
  return ranges;
}
