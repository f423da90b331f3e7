import type { ContextModule } from '../module/context-module.ts';
import { preferenceErrors } from './preference-errors.ts';
import { preferenceRoutes } from './preferences.resource.ts';

/** What every installation has about the preferences of people, as a context has it. */
export function preferenceModule(): ContextModule {
  return {
    name: 'preferences',
    errors: preferenceErrors,
    permissions: [
      {
        permission: 'preference:use',
        title: 'Keep preferences for views',
        defaultRoles: [
          'sales',
          'approver',
          'catalog-manager',
          'pricing-manager',
          'operator',
          'admin',
          'partner',
        ],
      },
    ],
    routes: preferenceRoutes(),
    jobs: [],
  };
}
