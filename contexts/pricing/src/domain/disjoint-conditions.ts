import { decimal } from '@quotewright/kernel';
import type { CharacteristicValue, NumberRange, PriceConditions } from './price-conditions.ts';

/** Conditions made ready to be held against many others. */
export interface ConditionSets {
  readonly quantity: NumberRange | undefined;
  readonly sets: ReadonlyMap<string, ReadonlySet<CharacteristicValue>>;
  readonly ranges: ReadonlyMap<string, NumberRange>;
}

export function conditionSets({
  characteristics = [],
  quantity,
  ...members
}: PriceConditions = {}): ConditionSets {
  const sets = new Map<string, ReadonlySet<CharacteristicValue>>(
    Object.entries(members).map(([member, values]) => [member, new Set<CharacteristicValue>(values)]),
  );
  const ranges = new Map<string, NumberRange>();
  for (const { id, of, values, range } of characteristics) {
    const key = `${of} ${id}`;
    if (values !== undefined) sets.set(key, new Set(values));
    if (range !== undefined) ranges.set(key, range);
  }
  return { quantity, sets, ranges };
}

/**
 * Whether no line with one value per characteristic can meet both. A line that chose several values of a
 * characteristic may still meet two such prices; priority and id then decide as between any two.
 */
export function areDisjoint(a: ConditionSets, b: ConditionSets): boolean {
  if (rangesApart(a.quantity, b.quantity)) return true;
  for (const [key, values] of a.sets) if (b.sets.get(key)?.isDisjointFrom(values) === true) return true;
  for (const [key, range] of a.ranges) if (rangesApart(range, b.ranges.get(key))) return true;
  return false;
}

function rangesApart(a: NumberRange | undefined, b: NumberRange | undefined): boolean {
  return a !== undefined && b !== undefined && (isBelow(a.max, b.min) || isBelow(b.max, a.min));
}

function isBelow(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && decimal(left).lessThan(decimal(right));
}
