import type { ErrorTable } from '@quotewright/kernel';
import type { PermissionDefinition } from '../auth/principal.ts';
import type { CachedCategory } from '../cache/cached-category.ts';
import type { Route } from '../http/route.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { JobSchedule } from '../jobs/schedule.ts';
import type { EventConsumer } from '../messaging/event-consumer.ts';
import type { EventDefinition } from '../messaging/event-definition.ts';
import type { MigrationSource } from '../postgres/migration.ts';
import type { WizardDefinition } from '../wizards/wizard-definition.ts';

/** What a context gives to the composition root. */
export interface ContextModule {
  readonly name: string;
  /** Absent where a context has no tables of its own. */
  readonly migrations?: MigrationSource;
  readonly errors: ErrorTable;
  readonly permissions: readonly PermissionDefinition[];
  readonly routes: readonly Route[];
  readonly jobs: readonly JobHandler<any>[];
  /** Jobs that every tenant has again and again. */
  readonly schedules?: readonly JobSchedule[];
  /** Every event that the context appends, in each version it still sends. */
  readonly events?: readonly EventDefinition<any>[];
  /** What the context keeps copies of. */
  readonly caches?: readonly CachedCategory[];
  /** What the context does about events, its own and those of contexts upstream. */
  readonly consumers?: readonly EventConsumer[];
  /** Work of the context that people do in several steps. */
  readonly wizards?: readonly WizardDefinition[];
}
