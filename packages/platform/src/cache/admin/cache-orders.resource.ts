import type { GenerationRow } from '@quotewright/acceleration';
import { z } from 'zod';
import { ok } from '../../http/answer.ts';
import { type Call, defineRoute, type Route } from '../../http/route.ts';
import type { Tx } from '../../postgres/tx.ts';
import type { Caches } from '../caches.ts';
import { type CacheOrder, purgeCache, quarantineCache, releaseCache } from '../purge-cache.ts';
import { type AdminCategory, steerableCategory } from './admin-category.ts';
import { fail } from './cache-order-errors.ts';
import { categoryParams } from './cache-view.schema.ts';
import { orderPreview } from './order-preview.ts';

export interface CacheOrderDeps {
  /** Absent: the nodes find the order in the table, some seconds later. */
  readonly caches?: Pick<Caches, 'announcePurge'>;
  readonly categories: readonly AdminCategory[];
}

const orderSchema = z
  .strictObject({
    version: z
      .string()
      .min(1)
      .max(63)
      .exactOptional()
      .describe('As it stands in the keys: `v42`. Default: all.'),
    reason: z.string().trim().min(3).max(500).describe('Why; kept in the audit trail.'),
  })
  .meta({ id: 'CacheOrder' });

const orderedSchema = z
  .strictObject({
    category: z.string(),
    version: z.string().nullable().describe('Null: all versions.'),
    generation: z.int().positive().describe('Copies that were begun under a lower generation are void.'),
    quarantined: z.boolean().describe('Whether these copies are neither read nor made now.'),
  })
  .meta({ id: 'CacheOrdered', description: 'What holds on all nodes within seconds.' });

type OrderCall = Call<z.output<typeof categoryParams>, unknown, z.output<typeof orderSchema>>;

const WARNINGS = {
  purge: 'The copies are void at once, and the database has to answer in their place.',
  quarantine: 'No copy is read or made until the release: the database answers every read.',
} as const;

/** What operators do about the copies of their own tenant: whose they are is no argument anywhere. */
export function cacheOrderRoutes({ caches, categories }: CacheOrderDeps): readonly Route[] {
  const steering = {
    method: 'POST',
    tag: 'Caches',
    permission: 'cache:write',
    limit: { class: 'repair', cost: 1 },
    params: categoryParams,
    body: orderSchema,
    idempotency: 'required',
    responses: { 200: { description: 'What holds now.', schema: orderedSchema } },
  } as const;

  const confirmed = (deed: keyof typeof WARNINGS) => ({
    warning: WARNINGS[deed],
    preview: ({ params, body: { version }, read }: Pick<OrderCall, 'params' | 'body' | 'read'>) => {
      const found = steerableCategory(categories, params.category, version);
      return read((tx) => orderPreview(tx, found, deed, version));
    },
  });

  function ordering(call: OrderCall, deed: (tx: Tx, order: CacheOrder) => Promise<GenerationRow | null>) {
    const { category } = call.params;
    steerableCategory(categories, category, call.body.version);
    return call.write(async (tx) => {
      const row = await deed(tx, { ...call.body, category, actor: call.principal });
      if (row === null) {
        throw fail('CACHE_NOT_QUARANTINED', 'a wider or narrower quarantine is released by its own name');
      }
      tx.onCommit(async () => caches?.announcePurge(row));
      return ok(orderedView(row));
    });
  }

  return [
    defineRoute({
      ...steering,
      path: '/admin/caches/:category/purge',
      operationId: 'purgeCache',
      summary: 'Make the copies of a category void',
      description: 'Those of the own tenant. A quarantine goes on.',
      confirmation: confirmed('purge'),
      handler: (call) => ordering(call, purgeCache),
    }),
    defineRoute({
      ...steering,
      path: '/admin/caches/:category/quarantine',
      operationId: 'quarantineCache',
      summary: 'Take the copies of a category out of use',
      description: 'Those of the own tenant, until they are released.',
      confirmation: confirmed('quarantine'),
      handler: (call) => ordering(call, quarantineCache),
    }),
    defineRoute({
      ...steering,
      path: '/admin/caches/:category/release',
      operationId: 'releaseCache',
      summary: 'End a quarantine',
      description: 'Of exactly this category and version; the copies from before it are void.',
      handler: (call) => ordering(call, releaseCache),
    }),
  ];
}

function orderedView({ scope, generation, quarantined }: GenerationRow) {
  return { category: scope.category, version: scope.version ?? null, generation, quarantined };
}
