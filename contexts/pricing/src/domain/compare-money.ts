import { Money, type MoneyJson } from '@quotewright/kernel';
import type { MoneyComparison, PartialMoneyComparison } from './price-comparison.ts';

export function compareMoney(before: MoneyJson, after: MoneyJson): MoneyComparison {
  return { before, after, difference: Money.fromJson(after).minus(Money.fromJson(before)).toJSON() };
}

/** As `compareMoney`; a side that is missing counts as nothing. */
export function comparePartly(
  before: MoneyJson | undefined,
  after: MoneyJson | undefined,
  currency: string,
): PartialMoneyComparison {
  const nothing = Money.zero(currency).toJSON();
  return {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    difference: compareMoney(before ?? nothing, after ?? nothing).difference,
  };
}
