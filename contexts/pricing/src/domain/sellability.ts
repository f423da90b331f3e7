import { decimal, type FieldError } from '@quotewright/kernel';
import type { Offering } from './offering.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import { holdsOn, rangeText } from './validity.ts';

/** Whether the offering may be sold at all in this situation: one row per reason, all are reported. */
interface SaleCheck {
  readonly code: string;
  readonly member: 'offeringId' | 'quantity';
  /** Why the sale is refused, or undefined. */
  refuses(offering: Offering, input: PriceInput, line: PriceInputLine): string | undefined;
}

const SALE_CHECKS: readonly SaleCheck[] = [
  {
    code: 'OFFERING_NOT_ACTIVE',
    member: 'offeringId',
    refuses: ({ id, lifecycle }) =>
      lifecycle === 'active' ? undefined : `"${id}" is ${lifecycle}, not active`,
  },
  {
    code: 'OFFERING_NOT_VALID',
    member: 'offeringId',
    refuses: ({ id, validity }, { effectiveDate }) =>
      holdsOn(validity, effectiveDate)
        ? undefined
        : `"${id}" is sold ${rangeText(validity)}; the effective date is ${effectiveDate}`,
  },
  {
    code: 'OFFERING_NOT_IN_MARKET',
    member: 'offeringId',
    refuses: ({ id, markets }, { market }) => outside(id, 'markets', markets, market),
  },
  {
    code: 'OFFERING_NOT_IN_CHANNEL',
    member: 'offeringId',
    refuses: ({ id, channels }, { channel }) => outside(id, 'channels', channels, channel),
  },
  {
    // Without an account nobody knows the customer's type: what is limited to some is then refused.
    code: 'OFFERING_NOT_FOR_CUSTOMER',
    member: 'offeringId',
    refuses: ({ id, customerTypes }, { customerType }) =>
      outside(id, 'customer types', customerTypes, customerType),
  },
  {
    code: 'OFFERING_NOT_FOR_SEGMENT',
    member: 'offeringId',
    refuses: ({ id, segments }, { customerSegment }) =>
      outside(id, 'customer segments', segments, customerSegment),
  },
  {
    code: 'OFFERING_NOT_IN_PLACE',
    member: 'offeringId',
    refuses: ({ id, places }, { place }) => outside(id, 'places', places, place),
  },
  {
    code: 'QUANTITY_FRACTION',
    member: 'quantity',
    refuses: ({ id, unit }, _input, { quantity }) =>
      unit.fractions || decimal(quantity).isInteger()
        ? undefined
        : `"${id}" is sold in whole units (${unit.name})`,
  },
];

export function checkSale(offering: Offering, input: PriceInput, index: number): readonly FieldError[] {
  const line = input.lines[index] as PriceInputLine;
  return SALE_CHECKS.flatMap(({ code, member, refuses }) => {
    const reason = refuses(offering, input, line);
    return reason === undefined ? [] : [{ pointer: `/lines/${index}/${member}`, code, reason }];
  });
}

/** An empty list admits everything. */
function outside(
  id: string,
  what: string,
  allowed: readonly string[],
  value: string | null,
): string | undefined {
  if (allowed.length === 0 || (value !== null && allowed.includes(value))) return undefined;
  return `"${id}" is limited to the ${what} ${allowed.join(', ')}; this is ${value ?? 'not known'}`;
}
