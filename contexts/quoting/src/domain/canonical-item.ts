import { decimal, decimalText } from '@quotewright/kernel';
import type { Characteristics, CharacteristicValue, ManualAdjustment } from '@quotewright/pricing';
import type { QuoteItem } from './quote.ts';

/** What a caller wants an item to be: decimals in plain notation, nothing in its one form yet. `null` is nothing. */
export interface ItemContent extends Pick<QuoteItem, 'offeringId' | 'quantity' | 'usage'> {
  readonly parentId?: string;
  readonly characteristics?: Characteristics | null;
  readonly termMonths?: number | null;
  readonly startDate?: string | null;
  readonly manualAdjustments?: readonly ManualAdjustment[] | null;
}

/** The item in its one form: decimals canonical, names and values sorted, absent what says nothing. */
export function canonicalItem(id: string, item: ItemContent): QuoteItem {
  const { parentId, offeringId, termMonths, startDate } = item;
  const characteristics = canonicalCharacteristics(item.characteristics ?? {});
  const manualAdjustments = (item.manualAdjustments ?? []).map(canonicalAdjustment);
  return {
    id,
    ...(parentId !== undefined && { parentId }),
    offeringId,
    quantity: canonicalDecimal(item.quantity),
    usage: sorted(item.usage, canonicalDecimal),
    ...(Object.keys(characteristics).length > 0 && { characteristics }),
    ...(typeof termMonths === 'number' && { termMonths }),
    ...(typeof startDate === 'string' && { startDate }),
    ...(manualAdjustments.length > 0 && { manualAdjustments }),
  };
}

/** A characteristic without values is not given. */
function canonicalCharacteristics(characteristics: Characteristics): Characteristics {
  const given = Object.entries(characteristics).filter(([, values]) => values.length > 0);
  return sorted(Object.fromEntries(given), (values) => [...new Set(values)].sort(byValue));
}

function canonicalAdjustment({ chargeId, adjustment, reason }: ManualAdjustment): ManualAdjustment {
  const { type, value } = adjustment;
  return {
    ...(chargeId !== undefined && { chargeId }),
    adjustment: { type, value: canonicalDecimal(value) },
    reason,
  };
}

const canonicalDecimal = (text: string) => decimalText(decimal(text));

function sorted<Value, Canonical>(
  record: Readonly<Record<string, Value>>,
  canonical: (value: Value) => Canonical,
): Readonly<Record<string, Canonical>> {
  const entries = Object.entries(record).map(([name, value]) => [name, canonical(value)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** By type, then as text: the order in which pricing has them too. */
function byValue(a: CharacteristicValue, b: CharacteristicValue): number {
  return `${typeof a} ${a}` < `${typeof b} ${b}` ? -1 : 1;
}
