import { defineRoute, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { readItem } from '../application/read-item.ts';
import { productSpecificationSchema } from '../domain/product-specification.schema.ts';
import { itemAnswer } from './published-items.ts';
import { versionQuery, wantedVersion } from './wanted-version.schema.ts';

export function productSpecificationRoutes(read: ReturnType<typeof readItem>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/product-specifications/:specificationId',
      operationId: 'readProductSpecification',
      tag: 'Catalog',
      summary: 'One specification with its characteristics',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params: z.strictObject({ specificationId: z.string() }),
      query: z.strictObject(versionQuery),
      responses: { 200: { description: 'The specification', schema: productSpecificationSchema } },
      handler: (call) =>
        call.read(async (tx) =>
          itemAnswer(await read(tx, 'specification', call.params.specificationId, wantedVersion(call))),
        ),
    }),
  ];
}
