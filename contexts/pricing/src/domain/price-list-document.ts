import { isCurrency } from '@quotewright/kernel';
import { z } from 'zod';
import {
  bounds,
  chargeId,
  conditions,
  label,
  name,
  percent,
  priority,
  reference,
  ruleMembers,
  tariffMembers,
  validity,
} from './document-parts.schema.ts';
import { ADJUSTMENT_STAGES } from './price-adjustment.ts';

/*
 * The document by which a price list is imported and exported, as sent: `quotewright/price-list@1`.
 * What no single field can show (duplicates, overlaps, tiers in order, circles) is in check-prices.ts.
 */

export const PRICE_LIST_FORMAT = 'quotewright/price-list@1';

const MAX_PRICES = 100_000;
const MAX_ADJUSTMENTS = 2_000;

export const priceListId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must have 1 to 64 characters of a-z, 0-9 and "-"');

const per = z
  .string()
  .regex(/^10{0,12}$/, 'must be a power of ten from "1" to "1000000000000"')
  .describe('Amounts are for this many units; default "1".');

const everyCharge = {
  id: chargeId,
  name,
  per: per.exactOptional(),
  optional: z
    .boolean()
    .exactOptional()
    .describe("A line may do without it when no price's conditions hold; otherwise that refuses the line."),
};

const charge = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...everyCharge, type: z.literal('oneTime') }),
    z.strictObject({
      ...everyCharge,
      type: z.literal('recurring'),
      period: z.enum(['month', 'quarter', 'year']),
      proration: z
        .literal('daily')
        .exactOptional()
        .describe('A first calendar period that has begun already is charged by its days.'),
    }),
    z.strictObject({
      ...everyCharge,
      type: z.literal('usage'),
      unit: label(40).describe('What is counted: `token`, `GB`.'),
      fractions: z.boolean().exactOptional().describe('Whether parts of a unit can be used; default false.'),
    }),
  ],
  { error: 'must be an object with the type "oneTime", "recurring" or "usage"' },
);

const ramp = z
  .array(z.strictObject({ fromMonth: z.int().min(1).max(1_200), percent }))
  .min(2)
  .max(60)
  .describe(
    'Of recurring charges: percent of the amount from a month on. The first phase begins with month 1.',
  );

const everyPrice = {
  id: reference,
  offeringId: reference,
  charge,
  validity: validity.exactOptional(),
  conditions: conditions.exactOptional(),
  priority: priority.exactOptional(),
  ramp: ramp.exactOptional(),
};

const percentOfTotal = z.strictObject({
  ...everyPrice,
  model: z.literal('percentOfTotal'),
  percent,
  of: z.strictObject({
    scope: z.enum(['line', 'bundle', 'quote']).describe('Where the charges are looked for.'),
    charges: z
      .array(z.strictObject({ offeringId: reference, chargeId }))
      .min(1)
      .max(100)
      .refine(
        (charges) =>
          new Set(charges.map((one) => `${one.offeringId} ${one.chargeId}`)).size === charges.length,
        'must not count one twice',
      ),
  }),
  ...bounds,
});

export const priceSchema = z.discriminatedUnion(
  'model',
  [
    z.strictObject({ ...everyPrice, ...tariffMembers.flat }),
    z.strictObject({ ...everyPrice, ...tariffMembers.volume }),
    z.strictObject({ ...everyPrice, ...tariffMembers.graduated }),
    z.strictObject({ ...everyPrice, ...tariffMembers.block }),
    percentOfTotal,
  ],
  { error: 'must be an object with the model "flat", "volume", "graduated", "block" or "percentOfTotal"' },
);

const adjustment = z.strictObject({
  ...ruleMembers,
  stage: z
    .enum(ADJUSTMENT_STAGES)
    .describe('Where in the waterfall: by configuration, for commitment, for partner or channel.'),
});

const documentMembers = {
  format: z.literal(PRICE_LIST_FORMAT),
  priceList: z.strictObject({
    id: priceListId,
    name,
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
  }),
  adjustments: z.array(adjustment).max(MAX_ADJUSTMENTS).exactOptional(),
};

const pricesOf = <Price extends z.ZodType>(schema: Price) => z.array(schema).min(1).max(MAX_PRICES);

export const priceListDocumentSchema = z.strictObject({ ...documentMembers, prices: pricesOf(priceSchema) });

/** All but the prices, which are too many to be read in one go. */
export const priceListEnvelopeSchema = z.strictObject({ ...documentMembers, prices: pricesOf(z.unknown()) });

/** The document as converters and exports write it. */
export type PriceListDocument = z.input<typeof priceListDocumentSchema>;
export type PriceEntry = PriceListDocument['prices'][number];
export type AdjustmentEntry = NonNullable<PriceListDocument['adjustments']>[number];

/** The parts of a document whose schema has been met. */
export type ReadPriceEntry = z.output<typeof priceSchema>;
export type ReadAdjustmentEntry = z.output<typeof adjustment>;
