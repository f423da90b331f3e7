import type { ContextModule } from '../module/context-module.ts';
import type { Database } from '../postgres/database.ts';
import type { AdminCategory } from './admin/admin-category.ts';
import { cacheListRoutes } from './admin/cache-list.resource.ts';
import { cacheOrderErrors } from './admin/cache-order-errors.ts';
import { cacheOrderRoutes } from './admin/cache-orders.resource.ts';
import { cacheAdminRoutes } from './cache-admin.resource.ts';
import { cacheAdminErrors } from './cache-admin-errors.ts';
import type { Caches } from './caches.ts';

export interface CacheAdminDeps {
  readonly database: Pick<Database, 'withSystem'>;
  /** Absent: copies are off, and only what is declared can be said. */
  readonly caches?: Pick<Caches, 'explain' | 'announcePurge' | 'observed'>;
  /** Those of all contexts. */
  readonly categories: readonly AdminCategory[];
}

/** What every installation has about its copies, as a context has it. */
export function cacheAdminModule(deps: CacheAdminDeps): ContextModule {
  const { observed } = deps.caches ?? {};
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
        title: 'Purge the cached copies of the tenant, and take them out of use',
        defaultRoles: ['operator', 'admin'],
      },
    ],
    routes: [
      ...cacheAdminRoutes(deps),
      ...cacheListRoutes({ ...deps, ...(observed !== undefined && { observed }) }),
      ...cacheOrderRoutes(deps),
    ],
    jobs: [],
  };
}
