import type { ContextModule } from '../module/context-module.ts';
import { forgetTokens } from '../one-time-tokens/index.ts';
import type { Database } from '../postgres/database.ts';
import type { ConfirmationsDeps } from './ask-confirmation.ts';
import { confirmationErrors } from './confirmation-errors.ts';
import { confirmationRoutes } from './confirmations.resource.ts';

export interface ConfirmationModuleDeps extends ConfirmationsDeps {
  readonly database: Pick<Database, 'withTenant'>;
}

/** What every installation has about the confirmation of dangerous requests, as a context has it. */
export function confirmationModule({ database, ...deps }: ConfirmationModuleDeps): ContextModule {
  const { job, schedule } = forgetTokens(database);
  return {
    name: 'confirmations',
    errors: confirmationErrors,
    permissions: [],
    routes: confirmationRoutes(deps),
    jobs: [job],
    schedules: [schedule],
  };
}
