import {
  calendarDateSchema,
  currencySchema,
  decimalStringSchema,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { manualAdjustment } from './price-request.schema.ts';
import { hash, pinnedList, priceResultView } from './price-result.schema.ts';

const usage = z.record(z.string(), z.string());

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
    exhaustedPromotions: z
      .array(z.string())
      .exactOptional()
      .describe('Promotions whose limit was reached: they count as not there.'),
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
        manualOverride: z.array(manualAdjustment).nullable(),
        installedBase: z.null(),
        parentId: z.string().exactOptional(),
        characteristics: z
          .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])))
          .exactOptional(),
        startDate: calendarDateSchema.exactOptional(),
      }),
    ),
    engineVersion: z.string(),
  })
  .meta({ id: 'PriceInput', description: 'Everything the price depends on, versions pinned.' });

export const simulatedPriceView = z
  .strictObject({
    input: priceInputView,
    inputHash: hash,
    priceHash: hash.describe('SHA-256 of the canonical result.'),
    result: priceResultView,
    source: z
      .enum(['computed', 'copy'])
      .describe('Computed for this request, or a copy of what somebody was answered. The price is the same.'),
    computedAt: timestampSchema,
    copyKey: z
      .string()
      .exactOptional()
      .describe(
        'Names the copy, where one was kept: `GET /admin/caches/explain` says more about it. Absent where none is made.',
      ),
  })
  .meta({ id: 'SimulatedPrice' });
