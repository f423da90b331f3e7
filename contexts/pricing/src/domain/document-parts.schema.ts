import { decimal, decimalProblem, isCalendarDate } from '@quotewright/kernel';
import { z } from 'zod';
import { textProblem } from './text.ts';

/*
 * What the documents of this context have in common, as sent: price lists, contract prices, promotions, discount
 * policies. Every member is bounded, so that no document can ask for unbounded work.
 */

const MAX_TIERS = 100;
const MAX_AMOUNT_INTEGER_DIGITS = 12;
const MAX_VALUES = 200;

export const reference = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'must have 1 to 200 printable ASCII characters without spaces');

export const chargeId = z
  .string()
  .regex(
    /^[a-z](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?$/,
    'must have 1 to 64 characters of a-z, A-Z, 0-9 and "-"',
  );

export const label = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => text === '' || textProblem(text) === undefined, 'must be one line of printable text');

export const name = label(200);

function decimalOf(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

const tooLong = (text: string) =>
  (text.replace('-', '').split('.')[0] ?? '').length > MAX_AMOUNT_INTEGER_DIGITS
    ? `must have at most ${MAX_AMOUNT_INTEGER_DIGITS} integer digits`
    : undefined;

const notNegative = (text: string) => (text.startsWith('-') ? 'must not be negative' : decimalProblem(text));

/**
 * An amount has at most 12 integer digits and 12 decimals. With quantities of at most 24 + 12 digits every
 * product then fits the 60 digits of our decimals: no calculation can lose a digit before the rounding.
 */
export const amount = decimalOf((text) => notNegative(text) ?? tooLong(text)).describe(
  'Decimal text, at most 12 digits before the point and 12 after.',
);

const signedDecimal = decimalOf((text) => decimalProblem(text) ?? tooLong(text));

const notNegativeDecimal = decimalOf(notNegative);

export const MAX_PERCENT = 1_000;

/** `18` is eighteen percent. At most 4 decimals, so that the products of a waterfall stay within 60 digits. */
export const percent = decimalOf((text) => {
  const problem = notNegative(text);
  if (problem !== undefined) return problem;
  return percentProblem(text, 0);
}).describe(`Decimal text from 0 to ${MAX_PERCENT}, at most 4 decimals.`);

function percentProblem(text: string, least: number): string | undefined {
  const value = decimal(text);
  if (value.lessThan(least) || value.greaterThan(MAX_PERCENT)) return `must be ${least} to ${MAX_PERCENT}`;
  return value.decimalPlaces() > 4 ? 'must have at most 4 decimals' : undefined;
}

const date = z.string().refine(isCalendarDate, 'must be a date such as "2026-03-01"');

export const validity = z
  .strictObject({ from: date.exactOptional(), until: date.exactOptional() })
  .refine(
    ({ from, until }) => from === undefined || until === undefined || from < until,
    'must begin before it ends',
  )
  .describe('Calendar days, half-open.');

export const priority = z
  .int()
  .min(-1_000_000)
  .max(1_000_000)
  .describe('The highest counts first; then the smallest id. Default 0.');

const termMonths = z.int().min(1).max(120);

const codes = z
  .array(label(128))
  .min(1)
  .max(MAX_VALUES)
  .refine((values) => new Set(values).size === values.length, 'must not name one twice');

const numberRange = z
  .strictObject({ min: signedDecimal.exactOptional(), max: signedDecimal.exactOptional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'must have min or max')
  .refine(
    ({ min, max }) =>
      [min, max].some((end) => end === undefined || decimalProblem(end) !== undefined) ||
      !decimal(min as string).greaterThan(decimal(max as string)),
    'must not be empty: min is above max',
  );

const characteristicValue = z.union(
  [z.string().max(500), z.int(), z.boolean()],
  'must be a text, a whole number or a boolean',
);

const characteristicCondition = z
  .strictObject({
    id: reference,
    of: z.enum(['line', 'root']).default('line').describe("Whose: the line's, or its bundle's root."),
    values: z.array(characteristicValue).min(1).max(MAX_VALUES).exactOptional(),
    range: numberRange.exactOptional(),
  })
  .refine(
    ({ values, range }) => (values === undefined) !== (range === undefined),
    'must have either values or range',
  );

/** As `PriceConditions`: all members must hold. */
export const conditions = z
  .strictObject({
    characteristics: z
      .array(characteristicCondition)
      .min(1)
      .max(20)
      .refine(
        (items) => new Set(items.map(({ id, of }) => `${of} ${id}`)).size === items.length,
        'must not have two conditions on one characteristic',
      )
      .exactOptional(),
    quantity: numberRange.exactOptional().describe("The line's own; both ends belong to it."),
    termMonths: z.array(termMonths).min(1).max(120).exactOptional(),
    markets: codes.exactOptional(),
    channels: codes.exactOptional(),
    segments: codes.exactOptional(),
    customerTypes: codes.exactOptional(),
    accountTypes: codes.exactOptional(),
    partners: codes.exactOptional(),
    places: codes.exactOptional(),
  })
  .describe('What must hold for it to count; nothing = always.');

export const bounds = {
  floor: amount.exactOptional().describe('The amount of the line is at least this.'),
  ceiling: amount.exactOptional().describe('The amount of the line is at most this.'),
};

const threshold = notNegativeDecimal.describe(
  'Exclusive: the tier is reached when the basis is greater. The first tier has none, or "0", and holds from zero on.',
);

const tier = z.strictObject({ above: threshold.exactOptional(), amount, ...bounds });
const graduatedTier = z.strictObject({ above: threshold.exactOptional(), amount });

const tierBasis = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('own') }),
    z.strictObject({ kind: z.literal('sumOf'), charges: z.array(chargeId).min(1).max(50) }),
    z.strictObject({
      kind: z.literal('bundle'),
      offeringIds: z
        .array(reference)
        .min(1)
        .max(50)
        .refine((ids) => new Set(ids).size === ids.length, 'must not count one twice'),
    }),
  ],
  { error: 'must be an object with the kind "own", "sumOf" or "bundle"' },
);

const basis = tierBasis
  .exactOptional()
  .describe(
    'What the tiers count: the own quantity (default), the usage of several charges together, or the quantities of offerings in the bundle.',
  );

/** The members of a tariff by model, to be spread into a strict object. */
export const tariffMembers = {
  flat: { model: z.literal('flat'), amount, ...bounds },
  volume: {
    model: z.literal('volume'),
    tiers: z.array(tier).min(1).max(MAX_TIERS),
    tierBasis: basis,
    ...bounds,
  },
  graduated: {
    model: z.literal('graduated'),
    tiers: z.array(graduatedTier).min(1).max(MAX_TIERS),
    tierBasis: z.strictObject({ kind: z.literal('own') }).exactOptional(),
    ...bounds,
  },
  block: {
    model: z.literal('block'),
    tiers: z.array(tier).min(1).max(MAX_TIERS),
    tierBasis: basis,
    ...bounds,
  },
};

const adjustment = z
  .strictObject({
    type: z.enum(['percent', 'amount', 'amountPerUnit', 'unitPrice']),
    value: signedDecimal,
  })
  .superRefine(({ type, value }, context) => {
    if (decimalProblem(value) !== undefined) return;
    const problem =
      type === 'percent'
        ? percentProblem(value, -100)
        : type === 'unitPrice' && value.startsWith('-')
          ? 'must not be negative'
          : undefined;
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['value'], message: problem });
  });

const adjustmentSchema = adjustment.describe(
  '`percent` of the amount so far, `amount` added to it, `amountPerUnit` × quantity added, or `unitPrice` × quantity instead of it.',
);

export const chargeSelector = z
  .strictObject({
    offeringIds: z.array(reference).min(1).max(1_000).exactOptional(),
    chargeIds: z.array(chargeId).min(1).max(MAX_VALUES).exactOptional(),
    chargeTypes: z
      .array(z.enum(['oneTime', 'recurring', 'usage']))
      .min(1)
      .max(3)
      .exactOptional(),
  })
  .describe('Which charges it is about; nothing = all.');

/** The members of a `PriceRule` as sent. */
export const ruleMembers = {
  id: reference,
  name,
  priority: priority.exactOptional(),
  combination: z
    .enum(['exclusive', 'stackable'])
    .exactOptional()
    .describe('`exclusive` (default): with no other rule of its stage on the same charge.'),
  validity: validity.exactOptional(),
  conditions: conditions.exactOptional(),
  appliesTo: chargeSelector.exactOptional(),
  adjustment: adjustmentSchema,
};
