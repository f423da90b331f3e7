import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { timestampSchema } from '../../http/schemas.ts';
import type { CacheObservation } from '../caches.ts';
import { declaredCategorySchema, declaredCategoryView } from '../explained-category.schema.ts';
import type { CacheTuning } from '../tune-cache.ts';
import type { AdminCategory } from './admin-category.ts';
import { nodeCounts } from './node-counts.ts';
import type { ConcernedKeys } from './order-preview.ts';
import type { StandingQuarantine } from './standing-quarantines.ts';
import { inForceView, tuningInForceSchema } from './tuning.schema.ts';

export const categoryParams = z.strictObject({
  category: z.string().min(1).max(100).describe('The name of a category: `catalog.offering`.'),
});

const count = z.int().nonnegative();

export const nodeMetaSchema = z
  .strictObject({
    source: z
      .literal('node')
      .describe('Counted by the process that answers; others have counts of their own.'),
    generatedAt: timestampSchema,
    countedSince: timestampSchema
      .nullable()
      .describe('When the process began to count; null: copies are off.'),
    maxAgeSeconds: z.literal(0),
    projectionLagSeconds: z.literal(0),
  })
  .meta({ id: 'CacheNodeMeta', description: 'Where the counts are from.' });

const quarantineSchema = z.strictObject({
  version: z.string().nullable().describe('Null: all versions.'),
  ofAllTenants: z.boolean().describe('Imposed for the whole installation: no tenant can release it.'),
});

const cacheSchema = z
  .strictObject({
    category: declaredCategorySchema,
    ofAllTenants: z.boolean(),
    quarantines: z.array(quarantineSchema).describe('Where copies are neither read nor made.'),
    tuning: tuningInForceSchema.nullable().describe('What was changed of the declaration for a while.'),
    notWarmed: z.string().nullable().describe('Why `warm` makes no copies of it; null: it does.'),
    counts: z
      .strictObject({
        hits: count,
        misses: count,
        hitRatio: z.number().nullable().describe('0 to 1; null before the first lookup.'),
        failedLoads: count,
        mismatches: count.describe('Stored bytes that were no answer.'),
        averageBytes: count.nullable().describe('Of a stored copy; null before the first.'),
      })
      .nullable()
      .describe('Of all tenants together; null: copies are off.'),
  })
  .meta({ id: 'Cache', description: 'A category of cached values, as one node sees it.' });

export const cacheListSchema = z
  .strictObject({
    meta: nodeMetaSchema,
    memory: z
      .strictObject({ entries: count, bytes: count })
      .nullable()
      .describe('All copies in the memory of this node; null: copies are off.'),
    items: z.array(cacheSchema),
  })
  .meta({ id: 'CacheList' });

export const cacheDetailSchema = z
  .strictObject({
    ...cacheSchema.shape,
    meta: nodeMetaSchema,
    concerned: z
      .strictObject({ keys: count, atLeast: z.boolean().describe('There are more: counting has a bound.') })
      .nullable()
      .describe('Keys of the own tenant that may have a copy; null: not known.'),
    estimatedStoreBytes: count
      .nullable()
      .describe('The keys times the average copy: what the store holds at most, about; null: not known.'),
  })
  .meta({ id: 'CacheDetail' });

export function nodeMetaView(observed: CacheObservation | undefined, now: number) {
  const since = observed?.snapshot().since;
  return {
    source: 'node' as const,
    generatedAt: timestamp(now),
    countedSince: since === undefined ? null : timestamp(since),
    maxAgeSeconds: 0 as const,
    projectionLagSeconds: 0 as const,
  };
}

/** What holds for the tenant that looks. */
export interface TenantSteering {
  readonly quarantines: readonly StandingQuarantine[];
  /** Those in force, by category. */
  readonly tunings: ReadonlyMap<string, CacheTuning>;
}

export function cacheView(
  { category, notWarmed }: AdminCategory,
  { quarantines, tunings }: TenantSteering,
  observed: CacheObservation | undefined,
) {
  const tuning = tunings.get(category.name);
  return {
    category: declaredCategoryView(category),
    ofAllTenants: category.tenantScope !== 'tenant',
    quarantines: quarantines
      .filter((one) => one.category === category.name)
      .map(({ version, ofAllTenants }) => ({ version, ofAllTenants })),
    tuning: tuning === undefined ? null : inForceView(tuning),
    notWarmed: notWarmed ?? null,
    counts: observed === undefined ? null : { ...nodeCounts(observed.snapshot(), category.name) },
  };
}

export function estimatedBytes(concerned: ConcernedKeys | null, averageBytes: number | null): number | null {
  return concerned === null || averageBytes === null ? null : concerned.keys * averageBytes;
}
