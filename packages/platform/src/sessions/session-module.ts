import type { ContextModule } from '../module/context-module.ts';
import { forgetSessions } from './forget-sessions.job.ts';
import type { SessionAuthenticatorDeps } from './session-authenticator.ts';
import { sessionErrors } from './session-errors.ts';
import { sessionRoutes } from './sessions.resource.ts';
import { userSessionRoutes } from './user-sessions.resource.ts';

/** What every installation has about the sessions of browsers, as a context has it. */
export function sessionModule({ database, secure }: SessionAuthenticatorDeps): ContextModule {
  const { job, schedule } = forgetSessions(database);
  return {
    name: 'sessions',
    errors: sessionErrors,
    permissions: [
      {
        permission: 'session:end',
        title: 'End the sessions of other users',
        defaultRoles: ['operator', 'admin'],
      },
    ],
    routes: [...sessionRoutes(secure), ...userSessionRoutes()],
    jobs: [job],
    schedules: [schedule],
  };
}
