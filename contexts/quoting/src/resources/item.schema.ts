import {
  calendarDateSchema,
  decimalStringSchema,
  idSchema,
  quantitySchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { MAX_ITEMS } from '../domain/quote.ts';
import { codeSchema, textSchema } from './text.schema.ts';

/** As many as a specification has. */
const MAX_CHARACTERISTICS = 5_000;
const MAX_VALUES = 100;
const MAX_ADJUSTMENTS = 20;

const atMost = (max: number) => (record: object) => Object.keys(record).length <= max;

const usageSchema = z
  .record(codeSchema, quantitySchema)
  .refine(atMost(100), 'must name at most 100 charges')
  .describe('Expected usage per usage charge, in the unit of the charge; not multiplied by the quantity.');

const characteristicValue = z.union(
  [textSchema(500), z.int(), z.boolean()],
  'must be a text, a whole number or a boolean',
);

const characteristicsSchema = z
  .record(
    z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
    z.array(characteristicValue).max(MAX_VALUES),
  )
  .refine(atMost(MAX_CHARACTERISTICS), `must name at most ${MAX_CHARACTERISTICS} characteristics`)
  .describe('Chosen values by characteristic: ids of enum values, decimals as text, whole numbers, booleans.')
  .meta({ examples: [{ region: ['r1'], bandwidth: ['500'] }] });

const manualAdjustment = z
  .strictObject({
    chargeId: codeSchema.exactOptional().describe('Default: all charges of the item.'),
    adjustment: z.strictObject({
      type: z.enum(['percent', 'amount', 'amountPerUnit', 'unitPrice']),
      value: decimalStringSchema.describe('Signed: `-5` percent takes 5 % off.'),
    }),
    reason: textSchema(500),
  })
  .meta({ id: 'QuoteManualAdjustment', description: 'What a person gives or takes by hand, and why.' });

const offeringId = codeSchema.describe('An offering of the catalog.');
const quantity = quantitySchema.describe('How many units; greater than zero.');
const termMonths = z.int().min(1).max(120).describe('The commitment in months; default: that of the parent.');
const startDate = calendarDateSchema.describe('When the service begins; default: that of the parent.');
const manualAdjustments = z.array(manualAdjustment).max(MAX_ADJUSTMENTS);
const parentId = idSchema.describe('The item of the bundle it is part of.');

const members = {
  offeringId,
  quantity: quantity.default('1'),
  usage: usageSchema.default({}),
  characteristics: characteristicsSchema.exactOptional(),
  termMonths: termMonths.exactOptional(),
  startDate: startDate.exactOptional(),
  manualAdjustments: manualAdjustments.exactOptional(),
};

const withChildren = <Child extends z.ZodType>(child: Child) =>
  z.strictObject({
    ...members,
    children: z.array(child).max(MAX_ITEMS).exactOptional().describe('What the bundle is made of.'),
  });

/* One schema per level of MAX_NESTING instead of one that contains itself: it ends, and readers of OpenAPI follow it. */
const leaf = z.strictObject(members).meta({ id: 'NewQuoteItemBelow3' });
const third = withChildren(leaf).meta({ id: 'NewQuoteItemBelow2' });
const second = withChildren(third).meta({ id: 'NewQuoteItemBelow1' });

/** An item with what is part of it, at most 3 levels deep. */
export const newItemSchema = withChildren(second).meta({ id: 'NewQuoteItem' });

export const addedItemSchema = z.strictObject({
  ...newItemSchema.shape,
  parentId: parentId.exactOptional(),
});

export const itemChangeSchema = z.strictObject({
  quantity: quantity.exactOptional(),
  usage: usageSchema.exactOptional().describe('Replaces all of the usage.'),
  characteristics: characteristicsSchema.nullable().exactOptional().describe('Replaces all of them.'),
  termMonths: termMonths.nullable().exactOptional(),
  startDate: startDate.nullable().exactOptional(),
  manualAdjustments: manualAdjustments.nullable().exactOptional().describe('Replaces all of them.'),
});

/** What an item is, as quotes show it and orders take it over. */
export const itemMembers = {
  parentId: parentId.exactOptional(),
  offeringId,
  quantity,
  usage: usageSchema,
  characteristics: characteristicsSchema.exactOptional(),
  termMonths: termMonths.exactOptional(),
  startDate: startDate.exactOptional(),
  manualAdjustments: manualAdjustments.exactOptional(),
};
