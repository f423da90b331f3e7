import { calendarDateSchema, currencySchema, quantitySchema } from '@quotewright/platform/http';
import { z } from 'zod';
import { MAX_LINES } from '../domain/canonical-lines.ts';

const text = z.string().min(1).max(200);
const value = z.union([z.string().max(500), z.int(), z.boolean()]);

export const manualAdjustment = z
  .strictObject({
    chargeId: z
      .string()
      .min(1)
      .max(64)
      .exactOptional()
      .describe('Default: all charges of the line, which takes a percentage only.'),
    adjustment: z.strictObject({
      type: z.enum(['percent', 'amount', 'amountPerUnit', 'unitPrice']),
      value: z.string().max(40).describe('Signed decimal: `-20` with `percent` takes 20 % off.'),
    }),
    reason: z.string().min(1).max(500),
  })
  .meta({ id: 'ManualAdjustment' });

const line = z.strictObject({
  id: text.describe('Chosen by you, unique in the request.'),
  offeringId: text,
  quantity: quantitySchema.describe('Greater than zero; whole unless the unit allows fractions.'),
  usage: z
    .record(text, quantitySchema)
    .exactOptional()
    .describe('Expected usage of the line per usage charge, as totals: not multiplied by the quantity.'),
  parentId: text.exactOptional().describe('The line whose bundle this one is part of.'),
  characteristics: z
    .record(text, z.array(value).max(1_000))
    .exactOptional()
    .describe('Chosen values by characteristic.'),
  termMonths: z.int().min(1).max(120).exactOptional().describe('Commitment; default: that of the parent.'),
  startDate: calendarDateSchema
    .exactOptional()
    .describe(
      'First day of the service; default: that of the parent. Decides the first period of prorated charges.',
    ),
  manualAdjustments: z.array(manualAdjustment).max(20).exactOptional(),
});

export const priceRequestBody = z
  .strictObject({
    accountId: text
      .exactOptional()
      .describe('Whose price: decides segment, customer type, market and contract prices.'),
    currency: currencySchema.exactOptional().describe("Default: the tenant's currency."),
    market: text.exactOptional().describe("Default: the account's market, or the tenant's."),
    channel: text.exactOptional().describe("Default: the tenant's channel."),
    partner: text.exactOptional().describe('Who sells for you.'),
    place: text.exactOptional().describe('Where it is delivered.'),
    promotionCodes: z
      .array(text)
      .max(20)
      .exactOptional()
      .describe('In any case. A code that is unknown, not valid or exhausted refuses the request.'),
    effectiveDate: calendarDateSchema.exactOptional().describe("Default: today in the tenant's time zone."),
    catalogVersion: z
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .exactOptional()
      .describe('Default: the active one.'),
    lines: z.array(line).min(1).max(MAX_LINES),
  })
  .meta({
    id: 'PriceRequest',
    examples: [
      {
        currency: 'USD',
        lines: [
          { id: '1', offeringId: 'claude-2', quantity: '1', usage: { input: '1500000', output: '200000' } },
        ],
      },
    ],
  });
