/**
 * Values of one variable by their index: ascending, disjoint ranges that do not touch, both ends included. One set
 * has one form, so that equal models have equal bytes.
 */
export type ValueSet = readonly (readonly [from: number, to: number])[];

const NO_VALUE: ValueSet = [];

export function valueSet(indices: Iterable<number>): ValueSet {
  const ranges: [number, number][] = [];
  for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}

/** All of a variable with `size` values. */
export function everyValue(size: number): ValueSet {
  return size === 0 ? NO_VALUE : [[0, size - 1]];
}

export function otherValues(set: ValueSet, size: number): ValueSet {
  const others: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next < size) others.push([next, size - 1]);
  return others;
}

export function hasValue(set: ValueSet, index: number): boolean {
  return set.some(([from, to]) => index >= from && index <= to);
}

export function* valuesOf(set: ValueSet): Generator<number> {
  for (const [from, to] of set) for (let index = from; index <= to; index++) yield index;
}
