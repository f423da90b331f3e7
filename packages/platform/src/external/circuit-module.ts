import type { ContextModule } from '../module/context-module.ts';
import { type CircuitDeps, circuitRoutes } from './circuits.resource.ts';
import { externalErrors } from './external-errors.ts';

/** What every installation has about external systems, as a context has it. */
export function circuitModule(deps: CircuitDeps): ContextModule {
  return {
    name: 'external systems',
    errors: externalErrors,
    permissions: [
      {
        permission: 'circuit:read',
        title: 'See whether external systems are called',
        defaultRoles: ['operator', 'admin'],
      },
      {
        permission: 'circuit:write',
        title: 'Have calls to an external system stopped or sent in any case',
        defaultRoles: ['operator', 'admin'],
      },
    ],
    routes: circuitRoutes(deps),
    jobs: [],
  };
}
