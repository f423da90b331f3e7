import { Argument, Command } from 'commander';
import { DEMO_TENANTS } from '../demo/demo-tenants.ts';
import { seedDemoTenants } from '../demo/seed-demo-tenants.ts';
import { showProgress } from './progress.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

export function seedCommand(): Command {
  const known = DEMO_TENANTS.map(({ id }) => id);
  return new Command('seed')
    .description('make the demo tenants that are missing (the first embedded start does it by itself)')
    .addArgument(new Argument('[tenants...]', 'which ones; default: all').choices(known))
    .addOption(settingOptions.dataDir)
    .action(async (chosen: readonly string[], options: SettingOptions) => {
      const tenants = DEMO_TENANTS.filter(({ id }) => chosen.length === 0 || chosen.includes(id));
      await withInstallation(configFor(options), (installation) =>
        seedDemoTenants(installation, tenants, showProgress),
      );
      console.log(`Ready: ${tenants.map(({ id }) => id).join(', ')}.`);
    });
}
