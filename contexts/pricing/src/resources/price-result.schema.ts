import {
  calendarDateSchema,
  currencySchema,
  decimalStringSchema,
  moneySchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { WATERFALL_ORDER } from '../domain/waterfall.ts';

export const hash = z.string().describe('SHA-256, hexadecimal.');
export const pinnedList = z.strictObject({ id: z.string(), version: z.number().int() });
export const period = z.enum(['month', 'quarter', 'year']);

export const explanationStep = z
  .strictObject({
    seq: z.number().int(),
    stage: z.string().describe(`Of the waterfall: ${WATERFALL_ORDER.join(', ')}.`),
    ruleId: z.string(),
    ruleVersion: z
      .number()
      .int()
      .describe('Of the price list, the contract prices or the promotions; 0 of what was given by hand.'),
    reasonCode: z.string().describe('Stable: LIST_PRICE, TIER_REACHED, ROUND_HALF_UP.'),
    input: z.record(z.string(), z.unknown()).describe('What the step looked at.'),
    before: z.string().describe('Exact: with as many decimals as there are.'),
    adjustment: z.strictObject({ type: z.enum(['set', 'add', 'multiply', 'round']), value: z.string() }),
    after: z.string().describe('Exact: with as many decimals as there are.'),
    skipped: z.string().exactOptional().describe('Why the rule did not apply: the amount is unchanged.'),
  })
  .meta({ id: 'ExplanationStep' });

const firstPeriod = z
  .strictObject({
    from: calendarDateSchema,
    until: calendarDateSchema.describe('Exclusive: the first day of the first whole period.'),
    days: z.number().int(),
    ofDays: z.number().int(),
    amount: moneySchema,
  })
  .meta({ id: 'FirstPeriod', description: 'What the part of a calendar period costs in which it begins.' });

const phase = z.strictObject({
  fromMonth: z.number().int().describe('Counted from 1.'),
  amount: moneySchema,
  explanation: z.array(explanationStep),
});

const charge = z.strictObject({
  chargeId: z.string(),
  name: z.string(),
  type: z.enum(['oneTime', 'recurring', 'usage']),
  period: period.exactOptional(),
  model: z
    .enum(['graduated', 'block', 'percentOfTotal'])
    .exactOptional()
    .describe('Absent where all units have the one price that is shown.'),
  quantity: decimalStringSchema.describe('What was multiplied; of `percentOfTotal` the total.'),
  unit: z.string(),
  unitPrice: moneySchema.describe('Of `graduated` that of the highest tier reached, of `block` the amount.'),
  per: decimalStringSchema.describe('`unitPrice` is for this many units.'),
  amount: moneySchema.describe('Rounded once, half-up. Where there are phases: of the first.'),
  explanation: z.array(explanationStep),
  phases: z.array(phase).exactOptional().describe('The later phases of a ramp.'),
  firstPeriod: firstPeriod.exactOptional(),
});

export const priceResultView = z
  .strictObject({
    currency: currencySchema,
    catalogVersion: z.number().int(),
    priceLists: z.array(pinnedList),
    contractSetVersion: z.number().int().exactOptional(),
    promotionSetVersion: z.number().int().exactOptional(),
    effectiveDate: calendarDateSchema,
    roundingMode: z.literal('halfUp'),
    engineVersion: z.string(),
    inputHash: hash,
    lines: z.array(
      z.strictObject({
        id: z.string(),
        parentId: z.string().exactOptional(),
        offeringId: z.string(),
        name: z.string(),
        quantity: decimalStringSchema,
        charges: z.array(charge),
      }),
    ),
    totals: z
      .strictObject({
        oneTime: moneySchema,
        usage: moneySchema,
        recurring: z.array(z.strictObject({ period, amount: moneySchema })),
      })
      .describe('Sums of rounded charges.'),
  })
  .meta({ id: 'PriceResult' });
