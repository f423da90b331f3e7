import {
  decimalStringSchema,
  idSchema,
  moneySchema,
  pageQuery,
  quantitySchema,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { orderSorts } from '../domain/order-filter.ts';
import { orderStates } from '../domain/order-states.ts';

const hash = z.string().describe('SHA-256, lower-case hex.');
const period = z.enum(['month', 'quarter', 'year']);
const state = z.enum(orderStates).describe('As in TMF622.');

const charge = z.strictObject({
  chargeId: z.string(),
  name: z.string(),
  type: z.enum(['oneTime', 'recurring', 'usage']),
  period: period.exactOptional(),
  quantity: decimalStringSchema,
  unit: z.string(),
  unitPrice: moneySchema,
  per: decimalStringSchema.describe('`unitPrice` is for this many units.'),
  amount: moneySchema,
});

const item = z
  .strictObject({
    id: idSchema,
    quoteItemId: idSchema.describe('The item of the quote it came from.'),
    state,
    offeringId: z.string(),
    offeringName: z.string(),
    quantity: quantitySchema,
    usage: z.record(z.string(), quantitySchema),
    charges: z.array(charge),
  })
  .meta({ id: 'OrderItem' });

export const orderSummarySchema = z
  .strictObject({
    id: idSchema,
    number: z.string().meta({ examples: ['ORD-2026-000123'] }),
    state,
    version: z.int().describe('Rises with each change; the ETag.'),
    accountId: z.string(),
    owner: z.string(),
    currency: z.string(),
    quote: z.strictObject({ id: idSchema, number: z.string(), revision: z.int() }),
    totals: z.strictObject({
      oneTime: moneySchema,
      usage: moneySchema,
      recurring: z.array(z.strictObject({ period, amount: moneySchema })),
    }),
    snapshot: z
      .strictObject({
        catalogVersion: z.int(),
        priceLists: z.array(z.strictObject({ id: z.string(), version: z.int() })),
        configurationRuleSetVersion: z.int().nullable(),
        configurationHash: hash.nullable(),
        inputHash: hash,
        priceHash: hash,
        engineVersion: z.string(),
        pricedAt: timestampSchema,
      })
      .describe('What the prices depend on, as the quote pinned it.'),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'OrderSummary' });

export const orderSchema = z
  .strictObject({ ...orderSummarySchema.shape, items: z.array(item) })
  .meta({ id: 'Order' });

export const orderQuerySchema = z.strictObject({
  ...pageQuery,
  state: state.exactOptional(),
  account: z.string().max(100).exactOptional(),
  owner: z.string().max(255).exactOptional(),
  number: z.string().max(40).exactOptional(),
  quote: idSchema.exactOptional().describe('Id of the quote.'),
  createdFrom: timestampSchema.exactOptional().describe('Inclusive.'),
  createdTo: timestampSchema.exactOptional().describe('Exclusive.'),
  sort: z.enum(orderSorts).default('-createdAt'),
});

export const historySchema = z.strictObject({
  id: idSchema,
  at: timestampSchema,
  actor: z.strictObject({ subject: z.string(), clientId: z.string().exactOptional() }),
  action: z.string(),
  entity: z.strictObject({ type: z.string(), id: z.string() }),
  reason: z.string().exactOptional(),
  detail: z.looseObject({}),
});
