import type { JsonValue } from '@quotewright/kernel';
import type { Category } from './category.ts';
import { keyPattern } from './key-pattern.ts';
import type { Registry } from './registry.ts';

/** A category as data for a program: its answers, with the codec and the key as text and defaults filled in. */
export type ListedCategory = { readonly [answer: string]: JsonValue };

/** By name; members in a fixed order. Durations in milliseconds, sizes in bytes. */
export function listing(registry: Registry): readonly ListedCategory[] {
  return registry.categories.map(listed);
}

function listed(category: Category): ListedCategory {
  const { ttl, loading = {} } = category;
  return {
    name: category.name,
    system: category.system,
    service: category.service,
    purpose: category.purpose,
    owner: category.owner,
    kind: category.kind,
    truth: category.truth,
    tenantScope: category.tenantScope,
    version: category.version,
    key: keyPattern(category),
    ttl: { fresh: ttl.fresh, max: ttl.max, jitter: ttl.jitter ?? ttl.fresh / 6 },
    negativeTtl: category.negativeTtl,
    invalidation: category.invalidation,
    whenStale: category.whenStale,
    whenStoreDown: category.whenStoreDown,
    schemaVersion: category.schemaVersion,
    codec: category.codec.name,
    maxStoredBytes: category.maxStoredBytes,
    maxDecodedBytes: category.maxDecodedBytes,
    averageBytes: category.averageBytes,
    expectedCardinality: category.expectedCardinality,
    overCap: category.overCap,
    sensitivity: category.sensitivity,
    protection: category.protection,
    canAffectBusinessState: category.canAffectBusinessState,
    runbook: category.runbook,
    loading: { ...loading },
    endsWithValidity: category.validUntil !== undefined,
    shadowRate: category.shadowRate ?? 0,
  };
}
