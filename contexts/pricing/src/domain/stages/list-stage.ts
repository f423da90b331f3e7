import { decimal, decimalText } from '@quotewright/kernel';
import type { ChargeCase } from '../charge-case.ts';
import type { PercentPrice, Price, TariffPrice } from '../price.ts';
import { amountAtTier, boundsAt, tiersOf } from '../tariff.ts';
import { rangeText } from '../validity.ts';
import type { Stage, StageStep } from '../waterfall.ts';
import { boundSteps } from './bound-steps.ts';

/** The list price. Prices of the same charge that fit the line but do not count are recorded as passed over. */
export const listStage: Stage = (charge) => {
  const counted = listStep(charge, charge.price);
  return [
    ...charge.outOfDate.map((other) => ({
      ...listStep(charge, other),
      reasonCode: 'PRICE_NOT_VALID',
      skipped: `holds ${rangeText(other.validity)}`,
    })),
    ...charge.outranked.map((other) => ({
      ...listStep(charge, other),
      reasonCode: 'PRICE_OUTRANKED',
      skipped: `${charge.price.id} comes first: ${rankText(charge.price)} before ${rankText(other)}`,
    })),
    counted,
    // Of several tiers each has its own; they are looked at where the tier is known.
    ...(hasTiers(charge.price) ? [] : boundSteps(counted, boundsOf(charge.price), counted.amount)),
  ];
};

export function hasTiers(price: Price): boolean {
  return price.model !== 'percentOfTotal' && tiersOf(price).length > 1;
}

function boundsOf(price: Price) {
  return price.model === 'percentOfTotal' ? price : boundsAt(price, 0);
}

function rankText({ priority = 0, id }: Price): string {
  return `priority ${priority}, id ${id}`;
}

function listStep(charge: ChargeCase, price: Price): StageStep {
  return price.model === 'percentOfTotal' ? percentStep(charge, price) : tariffStep(charge, price);
}

function tariffStep(charge: ChargeCase, price: TariffPrice): StageStep {
  const { per } = price.charge;
  const amount = amountAtTier(price, 0, charge.quantity, per);
  return {
    ruleId: price.id,
    ruleVersion: charge.priceListVersion,
    reasonCode: price.model === 'block' ? 'BLOCK_PRICE' : 'LIST_PRICE',
    input: {
      quantity: decimalText(charge.quantity),
      unit: charge.unit,
      unitPrice: tiersOf(price)[0].amount,
      per,
    },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}

function percentStep(charge: ChargeCase, price: PercentPrice): StageStep {
  const amount = charge.quantity.times(decimal(price.percent)).dividedBy(100);
  return {
    ruleId: price.id,
    ruleVersion: charge.priceListVersion,
    reasonCode: 'PERCENT_OF_TOTAL',
    input: {
      percent: price.percent,
      total: decimalText(charge.quantity),
      scope: price.of.scope,
      charges: price.of.charges.map((one) => ({ ...one })),
    },
    adjustment: { type: 'set', value: decimalText(amount) },
    amount,
  };
}
