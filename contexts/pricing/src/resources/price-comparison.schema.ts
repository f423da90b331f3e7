import { currencySchema, decimalStringSchema, moneySchema } from '@quotewright/platform/http';
import { z } from 'zod';
import { priceRequestBody } from './price-request.schema.ts';
import { explanationStep, hash, period, priceResultView } from './price-result.schema.ts';

const MAX_COMPARED_LINES = 1_000;

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
  change: change.describe('A charge that is paid in another rhythm is removed and added.'),
  ...partlyCompared,
  phases: z
    .array(z.strictObject({ fromMonth: z.int().describe('Counted from 1.'), ...partlyCompared }))
    .exactOptional()
    .describe('Where either grows in phases: what is paid from each of these months on.'),
  firstPeriod: z
    .strictObject(partlyCompared)
    .exactOptional()
    .describe('Where either is prorated: what the first period costs.'),
  partsAt: z
    .strictObject({
      fromMonth: z.int().exactOptional().describe('The phase of the charge, where it is not the first.'),
      before: explanationStep.exactOptional(),
      after: explanationStep.exactOptional(),
    })
    .exactOptional()
    .describe(
      'Why it changed: the first step that is not the same; on one side only where the other has none.',
    ),
});

const line = z.strictObject({
  id: z.string(),
  change,
  offeringId: z.string(),
  name: z.string(),
  quantityBefore: decimalStringSchema.exactOptional(),
  quantityAfter: decimalStringSchema.exactOptional(),
  charges: z.array(charge),
});

const totalsComparison = z
  .strictObject({
    oneTime: z.strictObject(compared),
    usage: z.strictObject(compared),
    recurring: z.array(z.strictObject({ period, ...compared })),
  })
  .meta({ id: 'PriceTotalsComparison' });

const priceComparisonView = z
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
    lines: z.array(line).describe('By line id: those of `after`, then those that are gone.'),
    totals: totalsComparison,
  })
  .meta({ id: 'PriceComparison' });

const comparedRequest = priceRequestBody
  .extend({ lines: priceRequestBody.shape.lines.max(MAX_COMPARED_LINES) })
  .meta({ id: 'ComparedPriceRequest' });

export const compareRequestsBody = z.strictObject({ before: comparedRequest, after: comparedRequest }).meta({
  examples: [
    {
      before: { currency: 'USD', lines: [{ id: '1', offeringId: 'seat', quantity: '49' }] },
      after: { currency: 'USD', lines: [{ id: '1', offeringId: 'seat', quantity: '50' }] },
    },
  ],
});

const head = priceResultView
  .omit({ lines: true })
  .extend({ priceHash: hash })
  .meta({ id: 'PriceHead', description: 'A price without its lines.' });

export const comparedRequestsView = z
  .strictObject({ before: head, after: head, comparison: priceComparisonView })
  .meta({ id: 'ComparedPrices' });
