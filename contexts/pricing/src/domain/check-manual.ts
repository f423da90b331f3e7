import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { ChosenCharge } from './choose-prices.ts';
import type { PriceInputLine } from './price-input.ts';

/** What is given by hand must be given on a charge that the line has. */
export function checkManual(
  charges: readonly ChosenCharge[],
  { manualOverride }: PriceInputLine,
  index: number,
): readonly FieldError[] {
  const known = charges.map(({ price }) => price.charge.id);
  return (manualOverride ?? []).flatMap(({ chargeId, adjustment }, position) => {
    const pointer = jsonPointer(['lines', index, 'manualAdjustments', position, 'chargeId']);
    if (chargeId === undefined) {
      return adjustment.type === 'percent'
        ? []
        : [{ pointer, code: 'MANUAL_CHARGE_REQUIRED', reason: 'an amount is given on one charge: name it' }];
    }
    if (known.includes(chargeId)) return [];
    const reason = `the line has no charge "${chargeId}"; it has ${known.join(', ') || 'none'}`;
    return [{ pointer, code: 'MANUAL_CHARGE_UNKNOWN', reason }];
  });
}
