import { defineRoute, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { readRelationshipGraph } from '../application/read-relationship-graph.ts';
import { relationshipGraphSchema } from '../domain/relationship-graph.ts';
import { itemAnswer } from './published-items.ts';
import { versionQuery, wantedVersion } from './wanted-version.schema.ts';

export function relationshipGraphRoutes(read: ReturnType<typeof readRelationshipGraph>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/product-offerings/:offeringId/relationship-graph',
      operationId: 'readProductOfferingRelationshipGraph',
      tag: 'Catalog',
      summary: 'An offering with everything that its children and relationships lead to',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params: z.strictObject({ offeringId: z.string() }),
      query: z.strictObject({
        ...versionQuery,
        depth: z.coerce
          .number()
          .int()
          .min(1)
          .max(20)
          .exactOptional()
          .describe('How many steps away from the offering; default: as far as it goes.'),
      }),
      responses: { 200: { description: 'The graph', schema: relationshipGraphSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          const { offeringId } = call.params;
          const { depth } = call.query;
          const wanted = { ...wantedVersion(call), offeringId, ...(depth !== undefined && { depth }) };
          return itemAnswer(await read(tx, wanted));
        }),
    }),
  ];
}
