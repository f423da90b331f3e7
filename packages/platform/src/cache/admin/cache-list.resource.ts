import { parseKey } from '@quotewright/acceleration';
import { z } from 'zod';
import { ok } from '../../http/answer.ts';
import { defineRoute, type Route } from '../../http/route.ts';
import type { Database } from '../../postgres/database.ts';
import type { CacheObservation } from '../caches.ts';
import { tuningsInForce } from '../tune-cache.ts';
import { type AdminCategory, requireCategory } from './admin-category.ts';
import {
  cacheDetailSchema,
  cacheListSchema,
  cacheView,
  categoryParams,
  estimatedBytes,
  nodeMetaSchema,
  nodeMetaView,
} from './cache-view.schema.ts';
import { concernedKeys } from './order-preview.ts';
import { standingQuarantines } from './standing-quarantines.ts';

export interface CacheListDeps {
  readonly database: Pick<Database, 'withSystem'>;
  readonly categories: readonly AdminCategory[];
  /** Absent: copies are off, or nobody counts. */
  readonly observed?: CacheObservation;
}

const MOST_SHOWN = 20;

const hotMissesSchema = z
  .strictObject({
    meta: nodeMetaSchema,
    items: z
      .array(
        z.strictObject({
          key: z.string().describe('Codes in it are hashes. To be explained by `GET /admin/caches/explain`.'),
          misses: z.int().positive().describe('At least so many, lately.'),
        }),
      )
      .max(MOST_SHOWN),
  })
  .meta({ id: 'CacheHotMisses' });

/** What operators see of all copies, as far as the node that answers knows. */
export function cacheListRoutes({ database, categories, observed }: CacheListDeps): readonly Route[] {
  const looking = {
    method: 'GET',
    tag: 'Caches',
    permission: 'cache:read',
    limit: { class: 'read', cost: 1 },
  } as const;
  return [
    defineRoute({
      ...looking,
      path: '/admin/caches',
      operationId: 'listCaches',
      summary: 'What is cached, and how well it serves',
      description: 'The view of the node that answers; its counts are of all tenants together.',
      responses: { 200: { description: 'All categories.', schema: cacheListSchema } },
      async handler(call) {
        const { now, quarantines } = await standingQuarantines(database, call.principal.tenant);
        const steering = { quarantines, tunings: await call.read(tuningsInForce) };
        return ok({
          meta: nodeMetaView(observed, now),
          memory: observed?.memory() ?? null,
          items: categories.map((one) => cacheView(one, steering, observed)),
        });
      },
    }),
    defineRoute({
      ...looking,
      path: '/admin/caches/:category',
      operationId: 'readCache',
      summary: 'One category of cached values, with how many keys it may have',
      params: categoryParams,
      responses: { 200: { description: 'The category.', schema: cacheDetailSchema } },
      async handler(call) {
        const found = requireCategory(categories, call.params.category);
        const { name } = found.category;
        const { now, quarantines } = await standingQuarantines(database, call.principal.tenant, name);
        const isOwn = found.category.tenantScope === 'tenant';
        const { tunings, concerned } = await call.read(async (tx) => ({
          tunings: await tuningsInForce(tx),
          concerned: isOwn ? await concernedKeys(tx, found) : null,
        }));
        const view = cacheView(found, { quarantines, tunings }, observed);
        return ok({
          ...view,
          meta: nodeMetaView(observed, now),
          concerned: concerned && { ...concerned },
          estimatedStoreBytes: estimatedBytes(concerned, view.counts?.averageBytes ?? null),
        });
      },
    }),
    defineRoute({
      ...looking,
      path: '/admin/caches/:category/hot-misses',
      operationId: 'listHotMisses',
      summary: 'The keys of the own tenant that miss most lately',
      description: 'As the node that answers counted them; counts are lower bounds.',
      params: categoryParams,
      responses: { 200: { description: 'The most frequent first.', schema: hotMissesSchema } },
      async handler(call) {
        const { category } = requireCategory(categories, call.params.category);
        const { tenant } = call.principal;
        const now = await call.read(async (tx) => tx.now);
        const items = (observed?.missingKeys() ?? []).flatMap(({ key, count }) => {
          const parsed = parseKey(key, [category]);
          const isOwn = typeof parsed !== 'string' && (parsed.tenant === null || parsed.tenant === tenant);
          return isOwn ? [{ key: parsed.text, misses: count }] : [];
        });
        return ok({ meta: nodeMetaView(observed, now), items: items.slice(0, MOST_SHOWN) });
      },
    }),
  ];
}
