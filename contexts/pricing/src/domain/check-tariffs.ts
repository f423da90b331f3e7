import { type Decimal, decimal, type FieldError } from '@quotewright/kernel';
import { at, chargeKey, keyOf, type Placed } from './placed-price.ts';
import type { Bounds } from './tariff.ts';

/** Where the tiers of a tariff are not in order: the path in the tariff, and why. */
export function* tierFaults(
  tiers: readonly { readonly above?: string }[],
): Generator<readonly [path: readonly PropertyKey[], reason: string]> {
  let last: Decimal | undefined;
  for (const [index, { above }] of tiers.entries()) {
    const path = ['tiers', index, 'above'];
    if (index === 0) {
      if (above !== undefined && !decimal(above).isZero()) {
        yield [path, 'the first tier holds from zero on: leave it out, or say "0"'];
      }
    } else if (above === undefined) {
      yield [path, 'every tier but the first needs "above"'];
    } else {
      const threshold = decimal(above);
      if (last !== undefined && !threshold.greaterThan(last)) {
        yield [path, 'must be greater than the "above" of the tier before'];
      } else if (threshold.isZero()) {
        yield [path, 'must be greater than zero: the first tier holds from there on'];
      }
      last = threshold;
    }
  }
}

/** Where a floor lies above its ceiling. */
export function* boundFaults({
  floor,
  ceiling,
}: Bounds): Generator<readonly [path: readonly PropertyKey[], reason: string]> {
  if (floor === undefined || ceiling === undefined) return;
  if (decimal(floor).greaterThan(decimal(ceiling))) yield [['floor'], 'must not be above the ceiling'];
}

export function* unorderedTiers(prices: readonly Placed[]): Generator<FieldError> {
  for (const price of prices) {
    const { entry } = price;
    if ('tiers' in entry) {
      for (const [path, reason] of tierFaults(entry.tiers)) yield at(price, path, 'TIER_ORDER', reason);
      for (const [index, tier] of (entry.tiers as readonly Bounds[]).entries()) {
        for (const [path, reason] of boundFaults(tier)) {
          yield at(price, ['tiers', index, ...path], 'BOUNDS_EMPTY', reason);
        }
      }
    }
    for (const [path, reason] of boundFaults(entry)) yield at(price, path, 'BOUNDS_EMPTY', reason);
  }
}

export function* ramps(prices: readonly Placed[]): Generator<FieldError> {
  for (const price of prices) {
    const { ramp, charge } = price.entry;
    if (ramp === undefined) continue;
    if (charge.type !== 'recurring') {
      yield at(price, ['ramp'], 'RAMP_INVALID', 'only recurring charges grow in phases');
    }
    for (const [index, { fromMonth }] of ramp.entries()) {
      const before = ramp[index - 1]?.fromMonth;
      const reason =
        before === undefined
          ? fromMonth === 1
            ? undefined
            : 'the first phase begins with month 1'
          : fromMonth > before
            ? undefined
            : 'must be later than the phase before';
      if (reason !== undefined) yield at(price, ['ramp', index, 'fromMonth'], 'RAMP_INVALID', reason);
    }
  }
}

/** What tiers count together must exist and be of one unit. */
export function* unknownBases(prices: readonly Placed[]): Generator<FieldError> {
  const units = new Map<string, string>();
  const offerings = new Set<string>();
  for (const price of prices) {
    const { charge, offeringId } = price.entry;
    offerings.add(offeringId);
    if (charge.type === 'usage') units.set(chargeKey(price), charge.unit);
  }
  for (const price of prices) {
    const basis = 'tierBasis' in price.entry ? price.entry.tierBasis : undefined;
    if (basis?.kind === 'sumOf') yield* unknownCharges(price, basis.charges, units);
    if (basis?.kind === 'bundle') {
      for (const [index, id] of basis.offeringIds.entries()) {
        if (offerings.has(id)) continue;
        yield at(price, ['tierBasis', 'offeringIds', index], 'TIER_BASIS_INVALID', `the list has no "${id}"`);
      }
    }
  }
}

function* unknownCharges(
  price: Placed,
  charges: readonly string[],
  units: ReadonlyMap<string, string>,
): Generator<FieldError> {
  const { offeringId } = price.entry;
  const expected = units.get(keyOf(offeringId, charges[0] as string));
  for (const [index, id] of charges.entries()) {
    const unit = units.get(keyOf(offeringId, id));
    const reason =
      unit === undefined
        ? `"${offeringId}" has no usage charge "${id}" in this list`
        : charges.indexOf(id) < index
          ? `"${id}" is counted already`
          : expected !== undefined && unit !== expected
            ? `"${id}" counts ${unit}, the charges before it ${expected}`
            : undefined;
    if (reason !== undefined) {
      yield at(price, ['tierBasis', 'charges', index], 'TIER_BASIS_INVALID', reason);
    }
  }
}
