import { decimalProblem, isCalendarDate, isCurrency, isUuid } from '@quotewright/kernel';
import { z } from 'zod';

/*
 * The value types that every context's representations share. The patterns repeat in JSON Schema what the
 * kernel checks, for readers of the OpenAPI document; the kernel's own check decides.
 */

/** A UUID in lower case. */
export const idSchema = z
  .string()
  .refine(isUuid, 'must be a UUID in lower case')
  .meta({ id: 'Id', format: 'uuid', examples: ['0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f'] });

/** Any decimal in plain notation, as text: a JSON number would pass through binary floating point. */
export const decimalStringSchema = z
  .string()
  .max(40)
  .superRefine((text, context) => {
    const problem = decimalProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    id: 'DecimalString',
    description: 'A decimal number in plain notation: at most 24 integer digits and 12 decimals.',
    pattern: '^-?(0|[1-9]\\d{0,23})(\\.\\d{1,12})?$',
    examples: ['12.50'],
  });

/** A decimal that is not negative. */
export const quantitySchema = z
  .string()
  .max(40)
  .superRefine((text, context) => {
    const problem = text.startsWith('-') ? 'must not be negative' : decimalProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    id: 'Quantity',
    description: 'A decimal number that is not negative, in plain notation.',
    pattern: '^(0|[1-9]\\d{0,23})(\\.\\d{1,12})?$',
    examples: ['3', '0.25'],
  });

export const currencySchema = z
  .string()
  .refine(isCurrency, 'must be an ISO 4217 currency code')
  .meta({
    id: 'Currency',
    description: 'ISO 4217 alphabetic code.',
    pattern: '^[A-Z]{3}$',
    examples: ['USD'],
  });

export const moneySchema = z.strictObject({ amount: decimalStringSchema, currency: currencySchema }).meta({
  id: 'Money',
  description: 'An exact amount of one currency.',
  examples: [{ amount: '299000.00', currency: 'IDR' }],
});

/** RFC 3339 in UTC with milliseconds and `Z`. */
export const timestampSchema = z.iso
  .datetime({ precision: 3, error: 'must be a time in UTC such as "2026-03-01T09:30:00.000Z"' })
  // The calendar of the database, as the one of people, has no year 0.
  .refine((text) => !text.startsWith('0000'), 'must be in the year 0001 or later')
  .meta({
    id: 'Timestamp',
    description: 'RFC 3339, UTC, milliseconds.',
    examples: ['2026-03-01T09:30:00.000Z'],
  });

export const calendarDateSchema = z
  .string()
  .refine(isCalendarDate, 'must be a date such as "2026-03-01"')
  .meta({
    id: 'CalendarDate',
    description: 'A day without a time zone.',
    format: 'date',
    examples: ['2026-03-01'],
  });

/** Any JSON value. Registered rather than described: a copy would refer to the one without a name. */
export const jsonValueSchema = z.json();
jsonValueSchema.register(z.globalRegistry, { id: 'JsonValue', description: 'Any JSON value.' });

/** A JSON object that the use case checks by the given schema, which must have an id: its refusal has every error. */
export function describedBy(schema: z.ZodType): z.ZodType<Record<string, unknown>, Record<string, unknown>> {
  const { id } = z.globalRegistry.get(schema) ?? {};
  if (id === undefined) throw new TypeError('only a schema with an id can describe another');
  return z.record(z.string(), z.unknown()).meta({ allOf: [{ $ref: `#/components/schemas/${id}Input` }] });
}
