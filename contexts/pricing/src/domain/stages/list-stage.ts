import { decimalText } from '@quotewright/kernel';
import { type ChargeCase, extended, tiersOf } from '../charge-case.ts';
import type { Price } from '../price.ts';
import { rangeText } from '../validity.ts';
import type { Stage, StageStep } from '../waterfall.ts';

/** The list price. Prices of the same charge that do not hold on the day are recorded as passed over. */
export const listStage: Stage = (charge) => [
  ...charge.outOfDate.map((other) => ({
    ...listPrice(charge, other),
    reasonCode: 'PRICE_NOT_VALID',
    skipped: `holds ${rangeText(other.validity)}`,
  })),
  listPrice(charge, charge.price),
];

function listPrice(charge: ChargeCase, price: Price): StageStep {
  const unitPrice = tiersOf(price)[0]?.amount as string;
  const amount = extended(charge.quantity, unitPrice, price.charge.per);
  return {
    ruleId: price.id,
    ruleVersion: charge.priceListVersion,
    reasonCode: 'LIST_PRICE',
    input: { quantity: decimalText(charge.quantity), unit: charge.unit, unitPrice, per: price.charge.per },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}
