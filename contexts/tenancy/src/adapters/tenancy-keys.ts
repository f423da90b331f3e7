import type { CacheKey } from '@quotewright/acceleration';
import type { TenantId } from '@quotewright/kernel';
import type { Caches } from '@quotewright/platform/cache';
import { listingCategory, standingCategory } from './authorization-categories.ts';
import { hierarchyPointerCategory } from './hierarchy-categories.ts';
import { settingsCategories } from './settings-categories.ts';

/** A thing that changes in place, named as events name their aggregates. */
export interface ChangedThing {
  readonly type: string;
  readonly id: string;
}

/** The copies that such a change makes wrong. */
export type KeysOfChange = (tenant: TenantId, changed: ChangedThing) => readonly CacheKey[];

export function keysOfChange(caches: Pick<Caches, 'cache'>): KeysOfChange {
  const standings = caches.cache(standingCategory);
  const listings = caches.cache(listingCategory);
  const hierarchies = caches.cache(hierarchyPointerCategory);
  const config = caches.cache(settingsCategories.tenantConfig.active);
  const flags = caches.cache(settingsCategories.featureFlags.active);
  const keys: Readonly<Record<string, (tenant: TenantId, id: string) => readonly CacheKey[]>> = {
    tenant: (tenant) => [standings.key(tenant, {})],
    authorizationPolicy: (tenant) => [standings.key(tenant, {})],
    user: (tenant, subject) => [listings.key(tenant, { subject }), hierarchies.key(tenant, {})],
    tenantConfig: (tenant) => [config.key(tenant, {})],
    featureFlags: (tenant) => [flags.key(tenant, {})],
  };
  return (tenant, { type, id }) => {
    const changed = Object.hasOwn(keys, type) ? keys[type] : undefined;
    return changed?.(tenant, id) ?? [];
  };
}
