import type { ContextModule } from '../module/context-module.ts';
import type { Database } from '../postgres/database.ts';
import { expireFiles } from './expire-files.job.ts';
import { fileErrors } from './file-errors.ts';
import { pgFileStore } from './file-store.pg.ts';
import { fileRoutes } from './files.resource.ts';
import { ownFiles } from './own-files.ts';

/** What every installation has about files, as a context has it. Its tables are the platform's. */
export function fileModule({ database }: { readonly database: Database }): ContextModule {
  const { job, schedule } = expireFiles(database, pgFileStore);
  return {
    name: 'files',
    errors: fileErrors,
    permissions: [
      {
        permission: 'file:use',
        title: 'Send files and read the own ones',
        defaultRoles: ['sales', 'catalog-manager', 'pricing-manager', 'operator', 'admin', 'partner'],
      },
    ],
    routes: fileRoutes(ownFiles()),
    jobs: [job],
    schedules: [schedule],
  };
}
