import type { Caches } from '../cache/caches.ts';
import type { ContextModule } from '../module/context-module.ts';
import type { Database } from '../postgres/database.ts';
import { forgetExpired } from './forget-expired.job.ts';
import { pointerCopies } from './pointer-copies.ts';

export interface IdempotencyModuleDeps {
  readonly database: Pick<Database, 'withTenant'>;
  readonly caches?: Pick<Caches, 'cache'>;
}

/** What idempotency has beside the requests themselves: retention, and the category of its pointers. */
export function idempotencyModule({ database, caches }: IdempotencyModuleDeps) {
  const { job, schedule } = forgetExpired(database);
  return {
    name: 'idempotency',
    errors: {},
    permissions: [],
    routes: [],
    jobs: [job],
    schedules: [schedule],
    caches: [pointerCopies(caches)],
  } satisfies ContextModule;
}
