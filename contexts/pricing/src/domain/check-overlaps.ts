import type { FieldError } from '@quotewright/kernel';
import { canonicalConditions } from './canonical-parts.ts';
import { areDisjoint, conditionSets } from './disjoint-conditions.ts';
import { at, chargeKey, groups, type Placed, row } from './placed-price.ts';

/** Of one charge. Every pair with the same priority is looked at. */
const MAX_PRICES_OF_CHARGE = 1_000;

/**
 * Two prices of a charge that could both hold need a declared order: without one, the id would decide about money.
 */
export function* overlaps(prices: readonly Placed[]): Generator<FieldError> {
  for (const ofCharge of groups(prices, chargeKey)) {
    if (ofCharge.length > MAX_PRICES_OF_CHARGE) {
      const last = ofCharge[MAX_PRICES_OF_CHARGE] as Placed;
      const reason = `a charge has at most ${MAX_PRICES_OF_CHARGE} prices`;
      yield at(last, ['charge'], 'PRICES_TOO_MANY', reason);
      continue;
    }
    for (const rivals of groups(ofCharge, ({ entry }) => String(entry.priority ?? 0))) {
      yield* overlapsOf(rivals);
    }
  }
}

/** By beginning, so that only prices that have not ended yet are compared. */
function* overlapsOf(rivals: readonly Placed[]): Generator<FieldError> {
  const byStart = rivals
    .map((price) => ({ price, conditions: conditionSets(canonicalConditions(price.entry.conditions)) }))
    .toSorted((a, b) => compare(from(a.price), from(b.price)) || a.price.index - b.price.index);
  let running: typeof byStart = [];
  for (const next of byStart) {
    running = running.filter(({ price }) => from(next.price) < until(price));
    // One rival a price is enough to look at: of a thousand that are all alike, pairs would be half a million.
    const other = running.find((rival) => !areDisjoint(rival.conditions, next.conditions));
    if (other !== undefined) {
      const [early, late] =
        next.price.index > other.price.index ? [other.price, next.price] : [next.price, other.price];
      const { id, charge, offeringId } = late.entry;
      const reason = `"${id}" and ${row(early)} both price the charge "${charge.id}" of "${offeringId}" on the same days: end one, make their conditions exclude each other, or give them priorities`;
      yield at(late, ['validity'], 'PRICE_OVERLAP', reason);
    }
    running.push(next);
  }
}

// Dates compare as text; an open end is before or after every date.
const from = ({ entry }: Placed): string => entry.validity?.from ?? '';
const until = ({ entry }: Placed): string => entry.validity?.until ?? '~';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
