import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { ChosenCharge } from './choose-prices.ts';
import { countsUnits } from './price-adjustment.ts';
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
    const model = charges.find(({ price }) => price.charge.id === chargeId)?.price.model;
    if (model === 'percentOfTotal' && countsUnits(adjustment)) {
      const reason = `"${chargeId}" is a percentage and has no units: give a percentage or an amount`;
      return [
        { pointer: pointer.replace(/chargeId$/, 'adjustment/type'), code: 'ADJUSTMENT_INVALID', reason },
      ];
    }
    if (model !== undefined) return [];
    const reason = `the line has no charge "${chargeId}"; it has ${known.join(', ') || 'none'}`;
    return [{ pointer, code: 'MANUAL_CHARGE_UNKNOWN', reason }];
  });
}
