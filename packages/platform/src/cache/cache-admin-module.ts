import type { ContextModule } from '../module/context-module.ts';
import { cacheAdminRoutes } from './cache-admin.resource.ts';
import { cacheAdminErrors } from './cache-admin-errors.ts';
import type { ExplainDeps } from './explain-copy.ts';

/** What every installation has about its copies, as a context has it. `categories` are those of all contexts. */
export function cacheAdminModule(deps: ExplainDeps): ContextModule {
  return {
    name: 'caches',
    errors: cacheAdminErrors,
    permissions: [
      {
        permission: 'cache:read',
        title: 'See what is cached, and where it came from',
        defaultRoles: ['operator', 'admin'],
      },
    ],
    routes: cacheAdminRoutes(deps),
    jobs: [],
  };
}
