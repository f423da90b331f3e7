import type { ContextModule } from '../module/context-module.ts';
import { messagingErrors } from './messaging-errors.ts';
import { parkedErrors } from './parked/parked-errors.ts';
import { type ParkedEventDeps, parkedEventRoutes } from './parked/parked-events.resource.ts';

/** What every installation has about events, as a context has it. */
export function messagingModule(deps: ParkedEventDeps): ContextModule {
  return {
    name: 'messaging',
    errors: { ...messagingErrors, ...parkedErrors },
    permissions: [
      { permission: 'event:read', title: 'See events that failed', defaultRoles: ['operator', 'admin'] },
      {
        permission: 'event:repair',
        title: 'Have failed events handled again, or give them up',
        defaultRoles: ['operator', 'admin'],
      },
    ],
    routes: parkedEventRoutes(deps),
    jobs: [],
  };
}
