import { type Decimal, decimal, decimalText, ZERO } from '@quotewright/kernel';
import type { ChargeCase } from '../charge-case.ts';
import type { Adjustment } from '../price-adjustment.ts';
import type { ExplanationStep } from '../price-result.ts';
import { extended } from '../tariff.ts';

export interface Adjusted {
  readonly adjustment: ExplanationStep['adjustment'];
  readonly amount: Decimal;
}

/** What an adjustment makes of an amount. Nothing is ever sold for less than nothing: the amount stops at zero. */
export function applyAdjustment(
  { type, value }: Adjustment,
  { quantity, price }: Pick<ChargeCase, 'quantity' | 'price'>,
  before: Decimal,
): Adjusted {
  switch (type) {
    case 'percent': {
      const factor = decimal(value).dividedBy(100).plus(1);
      return {
        adjustment: { type: 'multiply', value: decimalText(factor) },
        amount: before.times(factor),
      };
    }
    case 'amount':
      return added(decimal(value), before);
    case 'amountPerUnit':
      return added(extended(quantity, value, price.charge.per), before);
    case 'unitPrice': {
      const amount = extended(quantity, value, price.charge.per);
      return { adjustment: { type: 'set', value: decimalText(amount) }, amount };
    }
  }
}

function added(value: Decimal, before: Decimal): Adjusted {
  const takes = before.plus(value).isNegative() ? before.negated() : value;
  const amount = before.plus(takes);
  return {
    adjustment: { type: 'add', value: decimalText(takes) },
    amount: amount.isZero() ? ZERO : amount,
  };
}
