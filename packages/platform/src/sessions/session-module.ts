import type { ContextModule } from '../module/context-module.ts';
import { forgetSessions } from './forget-sessions.job.ts';
import type { SessionAuthenticatorDeps } from './session-authenticator.ts';
import { sessionErrors } from './session-errors.ts';
import { sessionRoutes } from './sessions.resource.ts';

/** What every installation has about the sessions of browsers, as a context has it. */
export function sessionModule({ database, secure }: SessionAuthenticatorDeps): ContextModule {
  const { job, schedule } = forgetSessions(database);
  return {
    name: 'sessions',
    errors: sessionErrors,
    permissions: [],
    routes: sessionRoutes(secure),
    jobs: [job],
    schedules: [schedule],
  };
}
