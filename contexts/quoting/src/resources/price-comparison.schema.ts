import { currencySchema, decimalStringSchema, moneySchema } from '@quotewright/platform/http';
import { z } from 'zod';
import { period, step } from './price.schema.ts';

const change = z.enum(['added', 'removed', 'changed', 'same']);
const difference = moneySchema.describe('`after` less `before`.');
const compared = { before: moneySchema, after: moneySchema, difference };
const partlyCompared = {
  before: moneySchema.exactOptional().describe('Absent where the charge was not there.'),
  after: moneySchema.exactOptional().describe('Absent where the charge is not there any more.'),
  difference: moneySchema.describe('Where the charge is missing it counts as nothing.'),
};

const charge = z.strictObject({
  chargeId: z.string(),
  name: z.string(),
  type: z.enum(['oneTime', 'recurring', 'usage']),
  period: period.exactOptional(),
  change,
  ...partlyCompared,
  phases: z
    .array(z.strictObject({ fromMonth: z.int(), ...partlyCompared }))
    .exactOptional()
    .describe('Where either grows in phases: what is paid from each of these months on.'),
  firstPeriod: z
    .strictObject(partlyCompared)
    .exactOptional()
    .describe('Where either is prorated: what the first period costs.'),
  partsAt: z
    .strictObject({
      fromMonth: z.int().exactOptional().describe('The phase of the charge, where it is not the first.'),
      before: step.exactOptional(),
      after: step.exactOptional(),
    })
    .exactOptional()
    .describe('Why it changed: the first step that is not the same.'),
});

export const totalsComparisonSchema = z
  .strictObject({
    oneTime: z.strictObject(compared),
    usage: z.strictObject(compared),
    recurring: z.array(z.strictObject({ period, ...compared })),
  })
  .meta({ id: 'QuoteTotalsComparison' });

export const priceComparisonSchema = z
  .strictObject({
    currency: currencySchema,
    changed: z.boolean().describe('Whether anybody pays something else.'),
    versions: z
      .array(
        z.strictObject({
          of: z.enum(['catalog', 'priceList', 'contractPrices', 'promotions', 'effectiveDate', 'engine']),
          id: z.string().exactOptional(),
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      )
      .describe('What the prices were made from, where that differs.'),
    lines: z.array(
      z.strictObject({
        id: z.string(),
        change,
        offeringId: z.string(),
        name: z.string(),
        quantityBefore: decimalStringSchema.exactOptional(),
        quantityAfter: decimalStringSchema.exactOptional(),
        charges: z.array(charge),
      }),
    ),
    totals: totalsComparisonSchema,
  })
  .meta({ id: 'QuotePriceComparison' });
