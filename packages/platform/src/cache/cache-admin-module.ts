import type { ContextModule } from '../module/context-module.ts';
import type { Database } from '../postgres/database.ts';
import type { AdminCategory } from './admin/admin-category.ts';
import { cacheListRoutes } from './admin/cache-list.resource.ts';
import { cacheOrderErrors } from './admin/cache-order-errors.ts';
import { cacheOrderRoutes } from './admin/cache-orders.resource.ts';
import { cacheTuningRoutes } from './admin/cache-tuning.resource.ts';
import { cacheWarmingRoutes } from './admin/cache-warming.resource.ts';
import { warmCacheJob } from './admin/warm-cache.job.ts';
import { cacheAdminRoutes } from './cache-admin.resource.ts';
import { cacheAdminErrors } from './cache-admin-errors.ts';
import type { Caches } from './caches.ts';

export interface CacheAdminDeps {
  readonly database: Pick<Database, 'withTenant' | 'withSystem'>;
  /** Absent: copies are off, and only what is declared can be said. */
  readonly caches?: Pick<Caches, 'cache' | 'explain' | 'announcePurge' | 'refreshTunings' | 'observed'>;
  /** Those of all contexts. */
  readonly categories: readonly AdminCategory[];
}

/** What every installation has about its copies, as a context has it. */
export function cacheAdminModule({ categories, ...given }: CacheAdminDeps): ContextModule {
  const { observed } = given.caches ?? {};
  const deps = {
    ...given,
    categories: given.caches === undefined ? categories.map(withoutCopies) : categories,
  };
  return {
    name: 'caches',
    errors: { ...cacheAdminErrors, ...cacheOrderErrors },
    permissions: [
      {
        permission: 'cache:read',
        title: 'See what is cached, and where it came from',
        defaultRoles: ['operator', 'admin'],
      },
      {
        permission: 'cache:write',
        title: 'Purge the cached copies of the tenant, take them out of use, have them made, and tune them',
        defaultRoles: ['operator', 'admin'],
      },
    ],
    routes: [
      ...cacheAdminRoutes(deps),
      ...cacheListRoutes({ ...deps, ...(observed !== undefined && { observed }) }),
      ...cacheOrderRoutes(deps),
      ...cacheTuningRoutes(deps),
      ...cacheWarmingRoutes(deps.categories),
    ],
    jobs: [warmCacheJob(deps)],
  };
}

/** Whatever a category declares, no keys can be made where copies are off. */
function withoutCopies(category: AdminCategory): AdminCategory {
  const { copies: _copies, ...declared } = category;
  return declared;
}
