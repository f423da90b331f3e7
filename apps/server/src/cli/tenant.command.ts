import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { Command } from 'commander';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface CreateOptions extends SettingOptions {
  readonly name?: string;
  readonly currency?: string;
  readonly timeZone?: string;
}

interface StateOptions extends SettingOptions {
  readonly reason: string;
}

export function tenantCommand(): Command {
  return new Command('tenant')
    .description('create a tenant, suspend it, or let it work again')
    .addCommand(createCommand())
    .addCommand(stateCommand('suspend', 'suspended', 'refuse everybody of the tenant until it is resumed'))
    .addCommand(stateCommand('resume', 'active', 'let a suspended tenant work again'));
}

function createCommand(): Command {
  return new Command('create')
    .argument('<id>', '2 to 40 characters of a-z, 0-9 and "-"')
    .description('create a tenant with the default policy and configuration')
    .option('--name <text>', 'what people call it; default: its id')
    .option('--currency <code>', 'default currency, ISO 4217')
    .option('--time-zone <zone>', 'IANA zone in which its dates are read')
    .addOption(settingOptions.dataDir)
    .action(async (id: string, options: CreateOptions) => {
      const tenant = tenantId(id);
      const settings = {
        ...(options.currency === undefined ? {} : { defaultCurrency: options.currency }),
        ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
      };
      await withInstallation(configFor(options), ({ database, modules }) =>
        database.withTenant(tenant, 'write', (tx) =>
          modules.tenancy.createTenant(tx, systemPrincipal(tenant, 'cli'), {
            name: options.name ?? id,
            settings,
          }),
        ),
      );
      console.log(`Created the tenant ${id}. A first token: quotewright token --tenant ${id} --roles admin`);
    });
}

function stateCommand(verb: string, state: 'active' | 'suspended', description: string): Command {
  return new Command(verb)
    .argument('<id>')
    .description(description)
    .requiredOption('--reason <text>', 'why; kept in the audit trail')
    .addOption(settingOptions.dataDir)
    .action(async (id: string, options: StateOptions) => {
      const tenant = tenantId(id);
      await withInstallation(configFor(options), ({ database, modules }) =>
        database.withTenant(tenant, 'write', (tx) =>
          modules.tenancy.changeTenantState(tx, systemPrincipal(tenant, 'cli'), {
            state,
            reason: options.reason,
          }),
        ),
      );
      console.log(`The tenant ${id} is ${state}.`);
    });
}
