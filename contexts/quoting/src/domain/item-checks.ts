import type { PublishedOffering } from '@quotewright/catalog';
import { decimal, decimalText, type FieldError } from '@quotewright/kernel';
import type { QuoteItem } from './quote.ts';

/** What a caller wants on the quote: decimals in plain notation, not yet canonical. */
export type RequestedItem = Omit<QuoteItem, 'id'>;

/** The item with its decimals in their one form. */
export function canonicalItem(id: string, item: RequestedItem): QuoteItem {
  return {
    id,
    offeringId: item.offeringId,
    quantity: decimalText(decimal(item.quantity)),
    usage: Object.fromEntries(
      Object.entries(item.usage)
        .map(([charge, quantity]) => [charge, decimalText(decimal(quantity))] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}

/**
 * What is wrong with an item as far as the catalog knows it; pricing looks again, with prices and dates.
 * `at` is the JSON pointer of the item in what the caller sent.
 */
export function itemProblems(
  item: RequestedItem,
  offering: PublishedOffering | undefined,
  at: string,
): readonly FieldError[] {
  if (offering === undefined) {
    const reason = `the active catalog has no offering "${item.offeringId.slice(0, 100)}"`;
    return [{ pointer: `${at}/offeringId`, code: 'OFFERING_UNKNOWN', reason }];
  }
  const problems: FieldError[] = [];
  if (offering.lifecycle !== 'active') {
    const reason = `"${offering.name}" is ${offering.lifecycle}, not on sale`;
    problems.push({ pointer: `${at}/offeringId`, code: 'OFFERING_NOT_ACTIVE', reason });
  }
  const quantity = decimal(item.quantity);
  if (quantity.isZero()) {
    problems.push({ pointer: `${at}/quantity`, code: 'QUANTITY_ZERO', reason: 'must be greater than zero' });
  }
  if (!offering.unit.fractions && !quantity.isInteger()) {
    const reason = `${offering.unit.name} is sold in whole units`;
    problems.push({ pointer: `${at}/quantity`, code: 'QUANTITY_FRACTION', reason });
  }
  return problems;
}
