import { z } from 'zod';
import { ok } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { refusalOf } from './cache-admin-errors.ts';
import { type ExplainDeps, explainCopy } from './explain-copy.ts';
import { explainedCopySchema, explainedCopyView } from './explained-copy.schema.ts';

const query = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(512)
    .describe('As answers, logs and `caches reconcile` show it, with its namespace or without.'),
});

/** What operators see and do about the copies of their tenant. */
export function cacheAdminRoutes(deps: ExplainDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/admin/caches/explain',
      operationId: 'explainCachedValue',
      tag: 'Caches',
      summary: 'Where a cached value came from, and what would drop it',
      description:
        'Looks into the store and the memory of the server that answers. Loads nothing and changes nothing; the value itself is not shown. ' +
        'Keys of the own tenant, and of categories that belong to no tenant.',
      permission: 'cache:read',
      limit: { class: 'read', cost: 1 },
      query,
      responses: { 200: { description: 'The explanation.', schema: explainedCopySchema } },
      async handler({ query: { key }, principal: { tenant } }) {
        const explained = await explainCopy(deps, { keyText: key, tenant });
        if (typeof explained === 'string') throw refusalOf(explained);
        return ok(explainedCopyView(explained));
      },
    }),
  ];
}
