import { Money } from '@quotewright/kernel';
import {
  decimalStringSchema,
  defineRoute,
  moneySchema,
  ok,
  pageOf,
  pageQuery,
  type Route,
} from '@quotewright/platform/http';
import { z } from 'zod';
import type { CountedPromotion, listPromotionUsage } from '../application/list-promotion-usage.ts';

const usageSchema = z
  .strictObject({
    promotionId: z.string(),
    name: z
      .string()
      .exactOptional()
      .describe('Absent, as limits, of a promotion that is not published any more.'),
    redemptions: z.int().describe('Accepted quotes.'),
    discounts: z
      .array(moneySchema)
      .describe('What they got off, once per currency; recurring charges count one period.'),
    limits: z
      .strictObject({
        redemptions: z.int().exactOptional(),
        redemptionsPerAccount: z.int().exactOptional(),
        budget: decimalStringSchema.exactOptional(),
      })
      .exactOptional()
      .describe('Of the active set; absent = unlimited.'),
  })
  .meta({ id: 'PromotionUsage' });

function viewOf({ promotionId, redemptions, discounts, promotion }: CountedPromotion) {
  return {
    promotionId,
    ...(promotion === undefined ? {} : { name: promotion.name }),
    redemptions,
    discounts: [...discounts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, discount]) => Money.of(discount, currency).toJSON()),
    ...(promotion?.limits === undefined ? {} : { limits: promotion.limits }),
  };
}

export function promotionUsageRoute(use: { readonly usage: ReturnType<typeof listPromotionUsage> }): Route {
  return defineRoute({
    method: 'GET',
    path: '/promotions/usage',
    operationId: 'listPromotionUsage',
    tag: 'Promotions',
    summary: 'What accepted quotes have taken of promotions, beside their limits; by id',
    permission: 'price-rule:read',
    limit: { class: 'read', cost: 1 },
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of promotions that were taken.', schema: pageOf(usageSchema) } },
    handler: (call) =>
      call.read(async (tx) => {
        const page = await use.usage(tx, call.query);
        return ok({ ...page, items: page.items.map(viewOf) });
      }),
  });
}
