import type { PublishedOffering } from '@quotewright/catalog';
import { decimal, type FieldError } from '@quotewright/kernel';
import type { QuoteItem } from './quote.ts';

/**
 * What is wrong with an item as far as the catalog knows it; pricing looks again, with prices and dates.
 * `at` is the JSON pointer of the item in what the caller sent.
 */
export function itemProblems(
  item: Pick<QuoteItem, 'offeringId' | 'quantity'>,
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
