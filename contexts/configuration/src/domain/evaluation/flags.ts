import type { ValueSet } from '../model/value-set.ts';
import type { Flags } from '../reasoner.ts';
import type { Decisions } from './decision.ts';
import type { ScopeIndex } from './scope-index.ts';

/** What is in both. */
export function meet(a: Flags, b: Flags): Flags {
  const both = new Uint8Array(a.length);
  for (let at = 0; at < both.length; at++) both[at] = (a[at] as number) & (b[at] as number);
  return both;
}

/** Of variables that are decided, only what they are decided to be. */
export function decided({ offsets }: ScopeIndex, flags: Flags, decisions: Decisions): Flags {
  const left = flags.slice();
  for (const [variable, { value }] of decisions) {
    const at = (offsets[variable] as number) + value;
    const before = flags[at] as number;
    left.fill(0, offsets[variable], offsets[variable + 1]);
    left[at] = before;
  }
  return left;
}

export function clearValues({ offsets }: ScopeIndex, flags: Flags, variable: number, values: ValueSet): void {
  const start = offsets[variable] as number;
  for (const [from, to] of values) flags.fill(0, start + from, start + to + 1);
}

/** The flags of one variable. */
export function flagsOf({ offsets }: ScopeIndex, flags: Flags, variable: number): Flags {
  return flags.subarray(offsets[variable], offsets[variable + 1]);
}

export function hasFlag({ offsets }: ScopeIndex, flags: Flags, variable: number, value: number): boolean {
  return value >= 0 && flags[(offsets[variable] as number) + value] === 1;
}

/** The only value of a variable; -1 when there are more, or none. */
export function onlyValue({ offsets }: ScopeIndex, flags: Flags, variable: number): number {
  const start = offsets[variable] as number;
  const end = offsets[variable + 1] as number;
  const first = flags.indexOf(1, start);
  if (first < 0 || first >= end) return -1;
  const second = flags.indexOf(1, first + 1);
  return second < 0 || second >= end ? first - start : -1;
}
