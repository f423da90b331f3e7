import { defineRoute, ok, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { retireOffering } from '../application/retire-offering.ts';
import { productOfferingSchema } from '../domain/product-offering.schema.ts';
import { paragraphSchema } from '../domain/text.schema.ts';

const draftOfferingSchema = z
  .strictObject({
    draftRevision: z.int().min(1).describe('Of the draft, and of its section of offerings.'),
    offering: productOfferingSchema.describe('As the draft holds it.'),
  })
  .meta({ id: 'DraftOffering' });

export function offeringRetirementRoutes(retire: ReturnType<typeof retireOffering>): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/product-offerings/:offeringId/retire',
      operationId: 'retireProductOffering',
      tag: 'Catalog draft',
      summary: 'Retire an offering of the draft; the next publication takes it off sale',
      description: 'What is quoted or ordered keeps the version it was made from.',
      permission: 'catalog:write',
      limit: { class: 'change', cost: 1 },
      params: z.strictObject({ offeringId: z.string() }),
      body: z.strictObject({ reason: paragraphSchema(1_000).exactOptional() }).prefault({}),
      idempotency: 'required',
      responses: { 200: { description: 'The offering as it is now drafted', schema: draftOfferingSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const retired = await retire(tx, call.principal, { ...call.params, ...call.body });
          return ok(retired, { etag: String(retired.draftRevision) });
        }),
    }),
  ];
}
