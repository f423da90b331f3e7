import type { ContextModule } from '../module/context-module.ts';
import type { Database } from '../postgres/database.ts';
import { expireWizards } from './expire-wizards.job.ts';
import { wizardErrors } from './wizard-errors.ts';
import { wizardRoutes } from './wizards.resource.ts';
import { type WizardsDeps, wizards } from './wizards.ts';

export interface WizardModuleDeps extends WizardsDeps {
  readonly database: Database;
}

/** What every installation has about wizards, as a context has it. `definitions` are those of all contexts. */
export function wizardModule({ database, ...deps }: WizardModuleDeps): ContextModule {
  const { job, schedule } = expireWizards(database);
  return {
    name: 'wizards',
    errors: wizardErrors,
    permissions: [
      {
        permission: 'wizard:use',
        title: 'Work through wizards for what one may do',
        defaultRoles: ['sales', 'catalog-manager', 'pricing-manager', 'operator', 'admin', 'partner'],
      },
    ],
    routes: wizardRoutes(wizards(deps)),
    jobs: [job],
    schedules: [schedule],
  };
}
