import { Decimal, type MoneyJson, ZERO } from '@quotewright/kernel';
import type { LineTree } from './line-tree.ts';
import type { PercentOfTotal } from './price.ts';
import type { PriceInputLine } from './price-input.ts';

/** What charges have come to so far, by line, by bundle and on the whole quote: what percentages are of. */
export interface RunningTotals {
  add(line: PriceInputLine, chargeId: string, amount: MoneyJson): void;
  of(line: PriceInputLine, of: PercentOfTotal['of']): Decimal;
}

export function runningTotals(tree: LineTree): RunningTotals {
  const sums = new Map<string, Decimal>();
  const placeOf = {
    line: (line: PriceInputLine) => `line ${line.id}`,
    bundle: (line: PriceInputLine) => `bundle ${tree.rootOf(line).id}`,
    quote: () => 'quote',
  };
  const keyOf = (place: string, offeringId: string, chargeId: string) =>
    JSON.stringify([place, offeringId, chargeId]);
  return {
    add(line, chargeId, { amount }) {
      for (const place of Object.values(placeOf)) {
        const key = keyOf(place(line), line.offeringId, chargeId);
        sums.set(key, (sums.get(key) ?? ZERO).plus(new Decimal(amount)));
      }
    },
    of: (line, { scope, charges }) =>
      charges.reduce(
        (sum, { offeringId, chargeId }) =>
          sum.plus(sums.get(keyOf(placeOf[scope](line), offeringId, chargeId)) ?? ZERO),
        ZERO,
      ),
  };
}
