import { idSchema, pageQuery, timestampSchema } from '@quotewright/platform/http';
import type { FrozenSchemas } from '@quotewright/quoting';
import { z } from 'zod';
import { orderSorts } from '../domain/order-filter.ts';
import { orderStates } from '../domain/order-states.ts';

const state = z.enum(orderStates).describe('As in TMF622.');

/** What orders look like. What they take over from a quote looks as the quote says. */
export function orderSchemas({ itemMembers, totals, snapshot }: FrozenSchemas) {
  const item = z
    .strictObject({
      id: idSchema,
      quoteItemId: idSchema.describe('The item of the quote it came from.'),
      state,
      ...itemMembers,
      parentId: idSchema.exactOptional().describe('The item of this order whose bundle it is part of.'),
    })
    .meta({ id: 'OrderItem' });

  const summary = z
    .strictObject({
      id: idSchema,
      number: z.string().meta({ examples: ['ORD-2026-000123'] }),
      state,
      version: z.int().describe('Rises with each change; the ETag.'),
      accountId: z.string(),
      owner: z.string(),
      currency: z.string(),
      quote: z.strictObject({ id: idSchema, number: z.string(), revision: z.int() }),
      totals,
      snapshot: snapshot.describe('What the prices depend on, as the quote pinned it.'),
      createdAt: timestampSchema,
      updatedAt: timestampSchema,
    })
    .meta({ id: 'OrderSummary' });

  const order = z.strictObject({ ...summary.shape, items: z.array(item) }).meta({ id: 'Order' });
  return { summary, order };
}

export type OrderSchemas = ReturnType<typeof orderSchemas>;

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
