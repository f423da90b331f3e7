import type { ErrorTable } from '@quotewright/kernel';
import type { PermissionDefinition } from '../auth/principal.ts';
import type { Route } from '../http/route.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { MigrationSource } from '../postgres/migration.ts';

/** What a context gives to the composition root. */
export interface ContextModule {
  readonly name: string;
  /** Absent where a context has no tables of its own. */
  readonly migrations?: MigrationSource;
  readonly errors: ErrorTable;
  readonly permissions: readonly PermissionDefinition[];
  readonly routes: readonly Route[];
  readonly jobs: readonly JobHandler<any>[];
}
