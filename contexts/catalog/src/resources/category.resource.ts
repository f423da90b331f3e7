import { defineRoute, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { listCategories } from '../application/list-categories.ts';
import { categorySchema } from '../domain/category.schema.ts';
import { itemPageAnswer } from './published-items.ts';
import { versionHeader, versionQuery, wantedVersion } from './wanted-version.schema.ts';

export function categoryRoutes(list: ReturnType<typeof listCategories>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/categories',
      operationId: 'listCategories',
      tag: 'Catalog',
      summary: 'All categories, in the order of ids',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      query: z.strictObject(versionQuery),
      responses: {
        200: { description: 'The categories', schema: z.strictObject({ items: z.array(categorySchema) }) },
      },
      handler: (call) =>
        call.read(async (tx) => {
          const { catalogVersion, items } = await list(tx, wantedVersion(call));
          return itemPageAnswer({ items, headers: versionHeader(catalogVersion) });
        }),
    }),
  ];
}
