import { z } from 'zod';
import { idSchema, lineSchema } from './text.schema.ts';

/*
 * How offerings hang together: what a bundle consists of, and which offerings need, exclude or replace each other.
 * All of it is absent where an offering stands alone.
 */

const MAX_QUANTITY = 1_000_000;
const MAX_INSTANCES = 10_000;

const between = (max: number) => ({
  lower: z.int().min(0).max(max),
  upper: z.int().min(0).max(max),
});

const notEmpty = ({ lower, upper }: { readonly lower: number; readonly upper: number }) => lower <= upper;
const CARD_RANGE = { message: 'must not be empty: lower is above upper', params: { code: 'CARD_RANGE' } };

const childSchema = z
  .strictObject({
    offeringId: idSchema,
    ...between(MAX_QUANTITY),
    default: z
      .int()
      .min(0)
      .max(MAX_QUANTITY)
      .exactOptional()
      .describe('The quantity unless chosen otherwise.'),
    groupId: idSchema.exactOptional().describe('The option group it belongs to.'),
    instances: z
      .strictObject(between(MAX_INSTANCES))
      .refine(notEmpty, CARD_RANGE)
      .exactOptional()
      .describe('How often it occurs, each time configured by itself; absent = at most once.'),
  })
  .refine(notEmpty, CARD_RANGE)
  .refine((child) => child.default === undefined || isWithin(child, child.default), {
    message: 'must lie within lower and upper',
    path: ['default'],
    params: { code: 'DEFAULT_OUT_OF_RANGE' },
  })
  .refine(({ upper, instances }) => upper > 0 || (instances?.lower ?? 0) === 0, {
    message: 'must be above 0: there is always one of it',
    path: ['upper'],
    params: { code: 'CARD_RANGE' },
  });

function isWithin(
  { lower, upper }: { readonly lower: number; readonly upper: number },
  value: number,
): boolean {
  return value >= lower && value <= upper;
}

export const bundleChildrenSchema = z
  .array(childSchema)
  .min(1)
  .max(500)
  .describe('What the bundle consists of; lower and upper bound the quantity, lower 0 = optional.');

export const bundleGroupsSchema = z
  .array(
    z
      .strictObject({ id: idSchema, name: lineSchema(200), ...between(MAX_QUANTITY) })
      .refine(notEmpty, CARD_RANGE),
  )
  .min(1)
  .max(100)
  .refine((groups) => new Set(groups.map(({ id }) => id)).size === groups.length, {
    message: 'must not have one id twice',
    params: { code: 'DUPLICATE_ID' },
  })
  .describe('Option groups: lower and upper bound the sum of the quantities of their children.');

export const RELATIONSHIPS = ['requires', 'excludes', 'optionalFor', 'exchangeableTo', 'migratesTo'] as const;

export const relationshipsSchema = z
  .array(z.strictObject({ type: z.enum(RELATIONSHIPS), offeringId: idSchema }))
  .min(1)
  .max(500)
  .describe('Which offerings it needs, excludes, adds to or is replaced by.');
