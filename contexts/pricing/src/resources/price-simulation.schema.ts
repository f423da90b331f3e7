import {
  calendarDateSchema,
  currencySchema,
  decimalStringSchema,
  moneySchema,
  quantitySchema,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { MAX_LINES } from '../domain/canonical-lines.ts';

const text = z.string().min(1).max(200);
const hash = z.string().describe('SHA-256, hexadecimal.');
const usage = z.record(z.string(), z.string());
const pinnedList = z.strictObject({ id: z.string(), version: z.number().int() });
const period = z.enum(['month', 'quarter', 'year']);

export const priceRequestBody = z
  .strictObject({
    accountId: text.exactOptional().describe('Whose price: decides segment, customer type and market.'),
    currency: currencySchema.exactOptional().describe("Default: the tenant's currency."),
    market: text.exactOptional().describe("Default: the account's market, or the tenant's."),
    channel: text.exactOptional().describe("Default: the tenant's channel."),
    effectiveDate: calendarDateSchema.exactOptional().describe("Default: today in the tenant's time zone."),
    catalogVersion: z
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .exactOptional()
      .describe('Default: the active one.'),
    lines: z
      .array(
        z.strictObject({
          id: text.describe('Chosen by you, unique in the request.'),
          offeringId: text,
          quantity: quantitySchema.describe('Greater than zero; whole unless the unit allows fractions.'),
          usage: z
            .record(text, quantitySchema)
            .exactOptional()
            .describe(
              'Expected usage of the line per usage charge, as totals: not multiplied by the quantity.',
            ),
        }),
      )
      .min(1)
      .max(MAX_LINES),
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

const priceInputView = z
  .strictObject({
    tenant: z.string(),
    account: z.string().nullable(),
    contractSetVersion: z.number().int().nullable(),
    customerSegment: z.string().nullable(),
    accountType: z.string().nullable(),
    customerType: z.string().nullable(),
    channel: z.string(),
    market: z.string(),
    place: z.string().nullable(),
    partner: z.string().nullable(),
    currency: currencySchema,
    effectiveDate: calendarDateSchema,
    catalogVersion: z.number().int(),
    priceLists: z.array(pinnedList),
    promotionSetVersion: z.number().int().nullable(),
    discountPolicyVersion: z.number().int().nullable(),
    tenantConfigVersion: z.number().int(),
    roundingDecimals: z.number().int(),
    promotionCodes: z.array(z.string()),
    lines: z.array(
      z.strictObject({
        id: z.string(),
        offeringId: z.string(),
        offeringHash: hash,
        configurationHash: z.string().nullable(),
        ruleSetVersion: z.number().int().nullable(),
        action: z.literal('add'),
        quantity: decimalStringSchema,
        termMonths: z.number().int().nullable(),
        usage,
        manualOverride: z.null(),
        installedBase: z.null(),
      }),
    ),
    engineVersion: z.string(),
  })
  .meta({ id: 'PriceInput', description: 'Everything the price depends on, versions pinned.' });

const explanationStep = z
  .strictObject({
    seq: z.number().int(),
    stage: z.string().describe('Of the waterfall: list, tier, rounding.'),
    ruleId: z.string(),
    ruleVersion: z.number().int(),
    reasonCode: z.string().describe('Stable: LIST_PRICE, TIER_REACHED, ROUND_HALF_UP.'),
    input: z.record(z.string(), z.unknown()).describe('What the step looked at.'),
    before: z.string().describe('Exact: with as many decimals as there are.'),
    adjustment: z.strictObject({ type: z.enum(['set', 'add', 'multiply', 'round']), value: z.string() }),
    after: z.string().describe('Exact: with as many decimals as there are.'),
    skipped: z.string().exactOptional().describe('Why the rule did not apply: the amount is unchanged.'),
  })
  .meta({ id: 'ExplanationStep' });

const priceResultView = z
  .strictObject({
    currency: currencySchema,
    catalogVersion: z.number().int(),
    priceLists: z.array(pinnedList),
    effectiveDate: calendarDateSchema,
    roundingMode: z.literal('halfUp'),
    engineVersion: z.string(),
    inputHash: hash,
    lines: z.array(
      z.strictObject({
        id: z.string(),
        offeringId: z.string(),
        name: z.string(),
        quantity: decimalStringSchema,
        charges: z.array(
          z.strictObject({
            chargeId: z.string(),
            name: z.string(),
            type: z.enum(['oneTime', 'recurring', 'usage']),
            period: period.exactOptional(),
            quantity: decimalStringSchema.describe('What was multiplied.'),
            unit: z.string(),
            unitPrice: moneySchema,
            per: decimalStringSchema.describe('`unitPrice` is for this many units.'),
            amount: moneySchema.describe('Rounded once, half-up.'),
            explanation: z.array(explanationStep),
          }),
        ),
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

export const simulatedPriceView = z
  .strictObject({
    input: priceInputView,
    inputHash: hash,
    priceHash: hash.describe('SHA-256 of the canonical result.'),
    result: priceResultView,
    source: z.literal('computed'),
    computedAt: timestampSchema,
  })
  .meta({ id: 'SimulatedPrice' });
