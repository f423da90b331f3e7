import { decimal, type FieldError, jsonPointer } from '@quotewright/kernel';
import { noPriceOn } from './choose-prices.ts';
import type { OfferingPrices } from './price-index.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import { hasBegun } from './validity.ts';

/** Usage that is given must be of a usage charge that exists on the day, in a quantity its unit allows. */
export function checkUsage(
  { charges }: OfferingPrices,
  input: PriceInput,
  index: number,
): readonly FieldError[] {
  const line = input.lines[index] as PriceInputLine;
  const day = input.effectiveDate;
  const usagePrices = new Map(
    charges
      .filter(({ prices }) => prices[0]?.charge.type === 'usage')
      .map(({ chargeId, prices }) => [chargeId, prices]),
  );
  return Object.entries(line.usage).flatMap(([chargeId, quantity]) => {
    const wrong = (code: string, reason: string): FieldError[] => [
      { pointer: jsonPointer(['lines', index, 'usage', chargeId]), code, reason },
    ];
    const ofCharge = usagePrices.get(chargeId);
    if (ofCharge === undefined) {
      const known = usagePrices.size === 0 ? 'none' : [...usagePrices.keys()].join(', ');
      const reason = `"${line.offeringId}" has no usage charge "${chargeId}"; it has ${known}`;
      return wrong('USAGE_CHARGE_UNKNOWN', reason);
    }
    if (!ofCharge.some(({ validity }) => hasBegun(validity, day))) {
      return wrong('PRICE_MISSING', noPriceOn(day, chargeId, ofCharge));
    }
    const charge = ofCharge[0]?.charge;
    if (charge?.fractions !== true && !decimal(quantity).isInteger()) {
      return wrong('QUANTITY_FRACTION', `"${chargeId}" counts whole units (${charge?.unit})`);
    }
    return [];
  });
}
