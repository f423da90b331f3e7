import type { Flags } from '../reasoner.ts';
import type { Decisions } from './decision.ts';
import { flagsOf, hasFlag } from './flags.ts';
import {
  EVERY_NUMBER,
  hull,
  isEmptyRange,
  type NumberRange,
  overlap,
  pointRange,
  sameRange,
  shifted,
  wholeNumbers,
} from './number-range.ts';
import { definedVariable, type NumberLink, type ScopeIndex } from './scope-index.ts';

/** What is known of numbers beyond their intervals, by variable. */
export type NumberLimits = ReadonlyMap<number, NumberRange>;

export interface NarrowedNumbers {
  readonly limits: NumberLimits;
  /** Intervals that were possible and have no number left: variable and value. */
  readonly excluded: readonly (readonly [number, number])[];
}

/**
 * Bounds of numbers from one another, by the relations between those that are there. Relations form a forest and
 * intervals are cut where relations need it, so that bounds are all there is to know.
 */
export function narrowNumbers(
  index: ScopeIndex,
  possible: Flags,
  decisions: Decisions,
  given: NumberLimits,
  ignored: ReadonlySet<string>,
): NarrowedNumbers {
  const limits = new Map(given);
  for (const [variable, { number }] of decisions) {
    if (number === undefined) continue;
    limits.set(variable, overlap(limits.get(variable) ?? EVERY_NUMBER, pointRange(number)));
  }
  const pending = [...index.links.keys()];
  // Each turn takes values away or comes to an end; the bound is against relations that are no forest.
  let turns = 1_000 + pending.length * 100;
  for (let from = pending.shift(); from !== undefined && turns > 0; from = pending.shift()) {
    turns -= 1;
    const bounds = boundsOf(index, possible, from, limits.get(from));
    if (bounds === undefined || hasFlag(index, possible, from, index.absent[from] as number)) continue;
    for (const link of index.links.get(from) ?? []) {
      if (ignored.has(link.ruleId)) continue;
      const before = limits.get(link.other) ?? EVERY_NUMBER;
      const narrowed = overlap(before, implied(index, bounds, link));
      if (sameRange(before, narrowed)) continue;
      limits.set(link.other, narrowed);
      pending.push(link.other);
    }
  }
  return { limits, excluded: excludedIntervals(index, possible, limits) };
}

/** What the other number of a relation can be. */
function implied(
  index: ScopeIndex,
  bounds: NumberRange,
  { other, relation, offset }: NumberLink,
): NumberRange {
  const { min, max, openMin, openMax } = shifted(bounds, offset.neg());
  const range = {
    min: relation === '>=' ? null : min,
    max: relation === '<=' ? null : max,
    openMin: relation !== '>=' && openMin,
    openMax: relation !== '<=' && openMax,
  };
  return definedVariable(index, other).type === 'integer' ? wholeNumbers(range) : range;
}

/** The ranges of the values that are flagged, within the limits, with the value of each. */
export function possibleRanges(
  index: ScopeIndex,
  flags: Flags,
  variable: number,
  limits: NumberRange = EVERY_NUMBER,
): (readonly [value: number, range: NumberRange])[] {
  const ranges = index.ranges.get(variable) ?? [];
  return [...flagsOf(index, flags, variable).entries()].flatMap(([value, flag]) => {
    const range = ranges[value];
    if (flag === 0 || range === undefined || range === null) return [];
    const left = overlap(range, limits);
    return isEmptyRange(left) ? [] : [[value, left] as const];
  });
}

/** From the least to the greatest number it can be; undefined when it can be none. */
export function boundsOf(
  index: ScopeIndex,
  flags: Flags,
  variable: number,
  limits?: NumberRange,
): NumberRange | undefined {
  const [first, ...rest] = possibleRanges(index, flags, variable, limits);
  return first === undefined ? undefined : rest.reduce((all, [, range]) => hull(all, range), first[1]);
}

function excludedIntervals(index: ScopeIndex, possible: Flags, limits: NumberLimits): [number, number][] {
  const excluded: [number, number][] = [];
  for (const [variable, limit] of limits) {
    const ranges = index.ranges.get(variable) ?? [];
    for (const [value, range] of ranges.entries())
      if (range !== null && hasFlag(index, possible, variable, value) && isEmptyRange(overlap(range, limit)))
        excluded.push([variable, value]);
  }
  return excluded;
}
