import { decimal } from '@quotewright/kernel';
import type { CharacteristicCondition, NumberRange, PriceConditions } from './price-conditions.ts';

const SETS = [
  'termMonths',
  'markets',
  'channels',
  'segments',
  'customerTypes',
  'accountTypes',
  'partners',
  'places',
] as const;

/**
 * Whether no line with one value per characteristic can meet both. A line that chose several values of a
 * characteristic may still meet two such prices; priority and id then decide as between any two.
 */
export function areDisjoint(a: PriceConditions = {}, b: PriceConditions = {}): boolean {
  if (rangesApart(a.quantity, b.quantity)) return true;
  if (SETS.some((member) => setsApart<string | number>(a[member], b[member]))) return true;
  return (a.characteristics ?? []).some((one) =>
    (b.characteristics ?? []).some(
      (other) => one.id === other.id && one.of === other.of && conditionsApart(one, other),
    ),
  );
}

function conditionsApart(a: CharacteristicCondition, b: CharacteristicCondition): boolean {
  return setsApart(a.values, b.values) || rangesApart(a.range, b.range);
}

function setsApart<Value>(a: readonly Value[] | undefined, b: readonly Value[] | undefined): boolean {
  return a !== undefined && b !== undefined && !a.some((value) => b.includes(value));
}

function rangesApart(a: NumberRange | undefined, b: NumberRange | undefined): boolean {
  return a !== undefined && b !== undefined && (isBelow(a.max, b.min) || isBelow(b.max, a.min));
}

function isBelow(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && decimal(left).lessThan(decimal(right));
}
