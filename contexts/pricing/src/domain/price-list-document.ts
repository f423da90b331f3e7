import { decimalProblem, isCalendarDate, isCurrency } from '@quotewright/kernel';
import { z } from 'zod';
import { textProblem } from './text.ts';

/*
 * The document by which a price list is imported and exported, as sent: `quotewright/price-list@1`.
 * What no single field can show (duplicates, overlaps, tiers in order) is in check-prices.ts.
 */

export const PRICE_LIST_FORMAT = 'quotewright/price-list@1';

const MAX_PRICES = 50_000;
const MAX_TIERS = 100;
const MAX_AMOUNT_INTEGER_DIGITS = 12;

export const priceListId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must have 1 to 64 characters of a-z, 0-9 and "-"');
const reference = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'must have 1 to 200 printable ASCII characters without spaces');
const chargeId = z
  .string()
  .regex(
    /^[a-z](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?$/,
    'must have 1 to 64 characters of a-z, A-Z, 0-9 and "-"',
  );
const label = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => text === '' || textProblem(text) === undefined, 'must be one line of printable text');
const name = label(200);

function notNegative(text: string): string | undefined {
  return text.startsWith('-') ? 'must not be negative' : decimalProblem(text);
}

/**
 * An amount has at most 12 integer digits and 12 decimals. With quantities of at most 24 + 12 digits every
 * product then fits the 60 digits of our decimals: no calculation can lose a digit before the rounding.
 */
function amountProblem(text: string): string | undefined {
  const tooLong = (text.split('.')[0] ?? '').length > MAX_AMOUNT_INTEGER_DIGITS;
  return (
    notNegative(text) ??
    (tooLong ? `must have at most ${MAX_AMOUNT_INTEGER_DIGITS} integer digits` : undefined)
  );
}

function decimalOf(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

const amount = decimalOf(amountProblem).describe(
  'Decimal text, at most 12 digits before the point and 12 after.',
);
const threshold = decimalOf(notNegative).describe(
  'Exclusive: the tier is reached when the basis is greater. The first tier has none, or "0", and holds from zero on.',
);
const date = z.string().refine(isCalendarDate, 'must be a date such as "2026-03-01"');
const per = z
  .string()
  .regex(/^10{0,12}$/, 'must be a power of ten from "1" to "1000000000000"')
  .describe('Amounts are for this many units; default "1".');

const charge = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ id: chargeId, name, type: z.literal('oneTime'), per: per.exactOptional() }),
    z.strictObject({
      id: chargeId,
      name,
      type: z.literal('recurring'),
      period: z.enum(['month', 'quarter', 'year']),
      per: per.exactOptional(),
    }),
    z.strictObject({
      id: chargeId,
      name,
      type: z.literal('usage'),
      unit: label(40).describe('What is counted: `token`, `GB`.'),
      fractions: z.boolean().exactOptional().describe('Whether parts of a unit can be used; default false.'),
      per: per.exactOptional(),
    }),
  ],
  { error: 'must be an object with the type "oneTime", "recurring" or "usage"' },
);

const tierBasis = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('own') }),
    z.strictObject({ kind: z.literal('sumOf'), charges: z.array(chargeId).min(1).max(50) }),
  ],
  { error: 'must be an object with the kind "own" or "sumOf"' },
);

const everyPrice = {
  id: reference,
  offeringId: reference,
  charge,
  validity: z
    .strictObject({ from: date.exactOptional(), until: date.exactOptional() })
    .refine(
      ({ from, until }) => from === undefined || until === undefined || from < until,
      'must begin before it ends',
    )
    .exactOptional(),
  conditions: z.array(z.unknown()).max(0, 'conditions are reserved: must be empty').exactOptional(),
};

const price = z.discriminatedUnion(
  'model',
  [
    z.strictObject({ ...everyPrice, model: z.literal('flat'), amount }),
    z.strictObject({
      ...everyPrice,
      model: z.literal('volume'),
      tiers: z
        .array(z.strictObject({ above: threshold.exactOptional(), amount }))
        .min(1)
        .max(MAX_TIERS),
      tierBasis: tierBasis
        .exactOptional()
        .describe(
          'What the tiers count: the own quantity (default), or the usage of several charges together.',
        ),
    }),
  ],
  { error: 'must be an object with the model "flat" or "volume"' },
);

export const priceListDocumentSchema = z.strictObject({
  format: z.literal(PRICE_LIST_FORMAT),
  priceList: z.strictObject({
    id: priceListId,
    name,
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
  }),
  prices: z.array(price).min(1).max(MAX_PRICES),
});

/** The document as converters and exports write it. */
export type PriceListDocument = z.input<typeof priceListDocumentSchema>;
export type PriceEntry = PriceListDocument['prices'][number];
