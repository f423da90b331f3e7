import type { ContextModule } from '../module/context-module.ts';
import type { Database } from '../postgres/database.ts';
import type { EventConsumer } from './event-consumer.ts';
import { messagingErrors } from './messaging-errors.ts';
import { parkedErrors } from './parked/parked-errors.ts';
import { parkedEventRoutes } from './parked/parked-events.resource.ts';
import type { ParkedEvents } from './parked/parked-events.ts';
import { repairWizard } from './parked/repair-wizard.ts';
import { replayEventsJob } from './parked/replay-events.job.ts';

export interface MessagingModuleDeps {
  readonly database: Database;
  readonly parkedEvents: ParkedEvents;
  /** Whoever may have parked one. */
  readonly consumers: readonly EventConsumer[];
}

/** What every installation has about events, as a context has it. */
export function messagingModule(deps: MessagingModuleDeps): ContextModule {
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
    jobs: [replayEventsJob(deps)],
    wizards: [repairWizard(deps)],
  };
}
