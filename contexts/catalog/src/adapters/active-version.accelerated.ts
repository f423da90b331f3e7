import { type AcceleratedReads, type Caches, invalidateOnCommit } from '@quotewright/platform/cache';
import type { ActiveVersion } from '../ports/active-version.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { activeVersionCategory } from './catalog-categories.ts';

export function acceleratedActiveVersion(reads: AcceleratedReads, truth: ActiveVersion): ActiveVersion {
  const pointer = reads.of(activeVersionCategory);
  return {
    async read(tx, atLeast = 0) {
      const found = await pointer.get(
        tx,
        {},
        async (own) => {
          const version = await truth.read(own);
          return version === undefined ? undefined : { version };
        },
        atLeast > 0 ? { minVersion: atLeast } : {},
      );
      return found?.version;
    },
  };
}

/** Whoever moves the pointer sees at once where it stands. */
export function evictingTenantCatalog(
  reads: AcceleratedReads,
  caches: Caches,
  truth: TenantCatalogStore,
): TenantCatalogStore {
  const pointer = reads.of(activeVersionCategory);
  return {
    ...truth,
    async advance(tx, version) {
      const moved = await truth.advance(tx, version);
      if (moved) invalidateOnCommit(tx, caches, [pointer.key(tx.tenant, {})]);
      return moved;
    },
  };
}
