import { timestamp } from '@quotewright/kernel';
import {
  defineRoute,
  encodeCursor,
  ok,
  pageOf,
  pageQuery,
  type Route,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import type { readOfferingHistory } from '../application/offering-history.ts';
import type { ItemVersion } from '../domain/item-changes.ts';
import { decodeVersionCursor } from './version-cursor.ts';

const hash = z.string().exactOptional().describe('SHA-256 of the published form, hexadecimal.');

const changeSchema = z
  .strictObject({
    catalogVersion: z.int().min(1),
    publishedAt: timestampSchema,
    publishedBy: z.string(),
    change: z.enum(['added', 'changed', 'removed']),
    beforeHash: hash,
    afterHash: hash,
  })
  .meta({ id: 'ProductOfferingChange' });

function changeView(change: ItemVersion): z.output<typeof changeSchema> {
  return {
    catalogVersion: change.version,
    publishedAt: timestamp(change.publishedAt),
    publishedBy: change.publishedBy,
    change: change.change,
    ...('beforeHash' in change && { beforeHash: change.beforeHash }),
    ...('afterHash' in change && { afterHash: change.afterHash }),
  };
}

export function offeringHistoryRoutes(read: ReturnType<typeof readOfferingHistory>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/product-offerings/:offeringId/history',
      operationId: 'listProductOfferingChanges',
      tag: 'Catalog',
      summary: 'The published versions that added, changed or removed an offering, newest first',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params: z.strictObject({ offeringId: z.string() }),
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(changeSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { limit, cursor } = call.query;
          const [before] =
            cursor === undefined ? [] : (decodeVersionCursor(cursor, ['number']) as readonly [number]);
          const { offeringId } = call.params;
          const found = await read(tx, {
            offeringId,
            limit: limit + 1,
            ...(before !== undefined && { before }),
          });
          const items = found.slice(0, limit).map(changeView);
          const last = items.at(-1);
          return ok({
            items,
            ...(found.length > limit && last && { nextCursor: encodeCursor([last.catalogVersion]) }),
          });
        }),
    }),
  ];
}
