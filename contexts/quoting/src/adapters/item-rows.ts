import type { Selectable } from 'kysely';
import type { QuoteItem } from '../domain/quote.ts';
import type { QuoteItemTable } from './tables.ts';

export const itemColumns = [
  'id',
  'parent_id',
  'offering_id',
  'quantity',
  'usage',
  'characteristics',
  'term_months',
  'start_date',
  'manual_adjustments',
] as const satisfies readonly (keyof QuoteItemTable)[];

type ItemRow = Pick<Selectable<QuoteItemTable>, (typeof itemColumns)[number]>;

export function itemOf(row: ItemRow): QuoteItem {
  return {
    id: row.id,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    offeringId: row.offering_id,
    quantity: row.quantity,
    usage: row.usage,
    ...(row.characteristics !== null && { characteristics: row.characteristics }),
    ...(row.term_months !== null && { termMonths: row.term_months }),
    ...(row.start_date !== null && { startDate: row.start_date }),
    ...(row.manual_adjustments !== null && { manualAdjustments: row.manual_adjustments }),
  };
}

/** What may change of an item; as JSON where the column is. */
export function changeableItemColumns(item: QuoteItem) {
  const { characteristics, manualAdjustments } = item;
  return {
    quantity: item.quantity,
    usage: JSON.stringify(item.usage),
    characteristics: characteristics === undefined ? null : JSON.stringify(characteristics),
    term_months: item.termMonths ?? null,
    start_date: item.startDate ?? null,
    manual_adjustments: manualAdjustments === undefined ? null : JSON.stringify(manualAdjustments),
  };
}

/** An item as a member of the one JSON parameter that all new items travel in. */
export function newItemRow(item: QuoteItem, index: number) {
  return {
    id: item.id,
    place: index + 1,
    parent_id: item.parentId,
    offering_id: item.offeringId,
    quantity: item.quantity,
    usage: item.usage,
    characteristics: item.characteristics,
    term_months: item.termMonths,
    start_date: item.startDate,
    manual_adjustments: item.manualAdjustments,
  };
}
