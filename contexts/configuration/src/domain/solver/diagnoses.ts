import { preferredConflict } from './preferred-conflict.ts';
import type { Search } from './search.ts';

const MOST_NODES = 20_000;

/**
 * Up to `most` smallest sets of items without which the rest can hold, given `base`: the hitting sets of all conflicts
 * (Reiter 1987), in levels by their size. Of equal size, first the one that keeps the first items, as FastDiag
 * (Felfernig, Schubert and Zehentner 2012) prefers it. Fewer than there are when the budget ends.
 */
export function smallestDiagnoses(
  search: Search,
  base: readonly number[],
  items: readonly (readonly number[])[],
  most: number,
): number[][] {
  const conflicts: (readonly number[])[] = [];
  const found: number[][] = [];
  let nodes = 0;
  for (let level: number[][] = [[]]; level.length > 0; ) {
    const next = new Map<string, number[]>();
    for (const given of level) {
      if (found.length === most || ++nodes > MOST_NODES) return found;
      if (found.some((diagnosis) => diagnosis.every((item) => given.includes(item)))) continue;
      let conflict = conflicts.find((members) => !members.some((item) => given.includes(item)));
      if (conflict === undefined) {
        const rest = items.map((literals, item) => (given.includes(item) ? [] : literals));
        const answer = preferredConflict(search, base, rest);
        if (answer === 'unknown') return found;
        if (answer === undefined) {
          found.push(given);
          continue;
        }
        conflict = answer.members;
        conflicts.push(conflict);
      }
      for (const item of conflict) {
        const more = [...given, item].sort((a, b) => a - b);
        next.set(more.join(), more);
      }
    }
    level = [...next.values()].sort(keepingTheFirst);
  }
  return found;
}

/** Ascending lists of one length: the one whose first difference is the later item. */
function keepingTheFirst(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((item, at) => item !== b[at]);
  return at < 0 ? 0 : b[at]! - a[at]!;
}
