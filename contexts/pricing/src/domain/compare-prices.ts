import { Money } from '@quotewright/kernel';
import { chargeKey, compareCharges } from './compare-charges.ts';
import { compareMoney } from './compare-money.ts';
import { versionDifferences } from './compare-versions.ts';
import { refusal } from './errors.ts';
import { changeOf, type Pair, paired } from './pairs.ts';
import type { LineComparison, PriceComparison, TotalsComparison } from './price-comparison.ts';
import type { PricedLine, PriceResult, RecurringPeriod } from './price-result.ts';

const PERIODS: readonly RecurringPeriod[] = ['month', 'quarter', 'year'];

/**
 * Line by line and charge by charge what `after` has that `before` has not, and why. Lines are the same by their id.
 * Throws `PRICE_REQUEST_INVALID` at `/after/currency` when the amounts cannot be compared.
 */
export function comparePrices(before: PriceResult, after: PriceResult): PriceComparison {
  if (before.currency !== after.currency) {
    const reason = `${before.currency} and ${after.currency} cannot be compared`;
    throw refusal([{ pointer: '/after/currency', code: 'CURRENCY_MISMATCH', reason }]);
  }
  const lines = paired(before.lines, after.lines, ({ id }) => id).map(compareLines(before.currency));
  return {
    currency: before.currency,
    changed: lines.some(({ change }) => change !== 'same'),
    versions: versionDifferences(before, after),
    lines,
    totals: compareTotals(before, after),
  };
}

const compareLines =
  (currency: string) =>
  (pair: Pair<PricedLine>): LineComparison => {
    const [before, after] = pair;
    const { id, offeringId, name } = after ?? before;
    const charges = paired(before?.charges ?? [], after?.charges ?? [], chargeKey).map(
      compareCharges(currency),
    );
    const same = () =>
      before?.offeringId === after?.offeringId &&
      before?.quantity === after?.quantity &&
      charges.every(({ change }) => change === 'same');
    return {
      id,
      change: changeOf(pair, same),
      offeringId,
      name,
      ...(before !== undefined && { quantityBefore: before.quantity }),
      ...(after !== undefined && { quantityAfter: after.quantity }),
      charges,
    };
  };

function compareTotals(before: PriceResult, after: PriceResult): TotalsComparison {
  const nothing = Money.zero(before.currency).toJSON();
  const recurring = ({ totals }: PriceResult, period: RecurringPeriod) =>
    totals.recurring.find((total) => total.period === period)?.amount;
  return {
    oneTime: compareMoney(before.totals.oneTime, after.totals.oneTime),
    usage: compareMoney(before.totals.usage, after.totals.usage),
    recurring: PERIODS.flatMap((period) => {
      const [one, other] = [recurring(before, period), recurring(after, period)];
      if (one === undefined && other === undefined) return [];
      return [{ period, ...compareMoney(one ?? nothing, other ?? nothing) }];
    }),
  };
}
