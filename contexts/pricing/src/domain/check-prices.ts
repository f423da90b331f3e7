import { type Decimal, decimal, type FieldError } from '@quotewright/kernel';
import { pointerTo } from './field-errors.ts';
import type { PriceEntry } from './price-list-document.ts';

/** A price and where it stands in the document. */
interface Placed {
  readonly index: number;
  readonly entry: PriceEntry;
}

type Check = (prices: readonly Placed[]) => Iterable<FieldError>;

/** What only shows when prices are seen together. The order is the order of the report. */
const CHECKS: readonly Check[] = [sharedIds, unorderedTiers, changedCharges, overlaps, unknownBases];

export function checkPrices(entries: readonly PriceEntry[]): readonly FieldError[] {
  const prices = entries.map((entry, index) => ({ index, entry }));
  return CHECKS.flatMap((check) => [...check(prices)]);
}

function* sharedIds(prices: readonly Placed[]): Generator<FieldError> {
  for (const [first, ...others] of groups(prices, ({ entry }) => entry.id)) {
    for (const other of others) {
      yield at(other, ['id'], 'PRICE_ID_DUPLICATE', `"${other.entry.id}" is the id of ${row(first)} already`);
    }
  }
}

function* unorderedTiers(prices: readonly Placed[]): Generator<FieldError> {
  for (const price of prices) {
    if (price.entry.model !== 'volume') continue;
    let last: Decimal | undefined;
    for (const [index, { above }] of price.entry.tiers.entries()) {
      const path = ['tiers', index, 'above'];
      if (index === 0) {
        if (above !== undefined && !decimal(above).isZero()) {
          yield at(price, path, 'TIER_ORDER', 'the first tier holds from zero on: leave it out, or say "0"');
        }
      } else if (above === undefined) {
        yield at(price, path, 'TIER_ORDER', 'every tier but the first needs "above"');
      } else {
        const threshold = decimal(above);
        if (last !== undefined && !threshold.greaterThan(last)) {
          yield at(price, path, 'TIER_ORDER', 'must be greater than the "above" of the tier before');
        }
        last = threshold;
      }
    }
  }
}

/** A charge keeps its type, period and unit over all its prices: usage given for it always means the same. */
function* changedCharges(prices: readonly Placed[]): Generator<FieldError> {
  for (const [first, ...others] of groups(prices, chargeKey)) {
    for (const other of others) {
      if (kindOf(other.entry) === kindOf(first.entry)) continue;
      const reason = `the charge "${other.entry.charge.id}" has another type, period or unit in ${row(first)}`;
      yield at(other, ['charge'], 'CHARGE_CHANGED', reason);
    }
  }
}

function kindOf({ charge }: PriceEntry): string {
  return JSON.stringify([
    charge.type,
    charge.type === 'recurring' ? charge.period : null,
    charge.type === 'usage' ? [charge.unit, charge.fractions === true] : null,
  ]);
}

function* overlaps(prices: readonly Placed[]): Generator<FieldError> {
  for (const group of groups(prices, chargeKey)) {
    // By beginning; then only the row that lasts longest so far can reach into the next.
    const byStart = group.toSorted((a, b) => compare(from(a), from(b)) || a.index - b.index);
    let longest = byStart[0] as Placed;
    for (const next of byStart.slice(1)) {
      if (from(next) < until(longest)) {
        const [early, late] = next.index > longest.index ? [longest, next] : [next, longest];
        const reason = `"${late.entry.id}" and ${row(early)} both price the charge "${late.entry.charge.id}" of "${late.entry.offeringId}" on the same days`;
        yield at(late, ['validity'], 'PRICE_OVERLAP', reason);
      }
      if (until(next) > until(longest)) longest = next;
    }
  }
}

// Dates compare as text; an open end is before or after every date.
const from = ({ entry }: Placed): string => entry.validity?.from ?? '';
const until = ({ entry }: Placed): string => entry.validity?.until ?? '~';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function* unknownBases(prices: readonly Placed[]): Generator<FieldError> {
  const units = new Map<string, string>();
  for (const price of prices) {
    const { charge } = price.entry;
    if (charge.type === 'usage') units.set(chargeKey(price), charge.unit);
  }
  for (const price of prices) {
    if (price.entry.model !== 'volume' || price.entry.tierBasis?.kind !== 'sumOf') continue;
    const { charges } = price.entry.tierBasis;
    const expected = units.get(keyOf(price.entry.offeringId, charges[0] as string));
    for (const [index, id] of charges.entries()) {
      const unit = units.get(keyOf(price.entry.offeringId, id));
      const reason =
        unit === undefined
          ? `"${price.entry.offeringId}" has no usage charge "${id}" in this list`
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
}

const keyOf = (offeringId: string, chargeId: string): string => `${offeringId} ${chargeId}`;
const chargeKey = ({ entry }: Placed): string => keyOf(entry.offeringId, entry.charge.id);

function groups(
  prices: readonly Placed[],
  key: (price: Placed) => string,
): Iterable<readonly [Placed, ...Placed[]]> {
  return Map.groupBy(prices, key).values() as Iterable<[Placed, ...Placed[]]>;
}

function row({ entry, index }: Placed): string {
  return `"${entry.id}" (/prices/${index})`;
}

function at(price: Placed, path: readonly PropertyKey[], code: string, reason: string): FieldError {
  return { pointer: pointerTo(['prices', price.index, ...path]), code, reason };
}
