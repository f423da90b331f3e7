import { Money } from '@quotewright/kernel';
import type { PricedLine, PriceTotals, RecurringPeriod } from './price-result.ts';

const PERIODS: readonly RecurringPeriod[] = ['month', 'quarter', 'year'];

/** Sums of rounded charges, so that a reader who adds up the lines gets the totals. */
export function totalsOf(lines: readonly PricedLine[], currency: string): PriceTotals {
  const charges = lines.flatMap((line) => line.charges);
  const sum = (of: typeof charges) =>
    Money.sum(
      of.map(({ amount }) => Money.fromJson(amount)),
      currency,
    ).toJSON();
  return {
    oneTime: sum(charges.filter(({ type }) => type === 'oneTime')),
    usage: sum(charges.filter(({ type }) => type === 'usage')),
    recurring: PERIODS.flatMap((period) => {
      const ofPeriod = charges.filter((charge) => charge.period === period);
      return ofPeriod.length === 0 ? [] : [{ period, amount: sum(ofPeriod) }];
    }),
  };
}
