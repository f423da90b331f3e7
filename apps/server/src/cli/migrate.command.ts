import { Command } from 'commander';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database schema up to date (serve does it, too)')
    .addOption(settingOptions.dataDir)
    .action(async (options: SettingOptions) => {
      await withInstallation(configFor(options), async ({ migrated, granted, database }) => {
        for (const { context, name } of migrated.applied) console.log(`applied ${context}/${name}`);
        if (granted.tenants > 0) {
          console.log(`granted to ${granted.tenants} tenants: ${granted.permissions.join(', ')}`);
        }
        const news =
          migrated.applied.length === 0 ? 'was up to date' : `took ${migrated.applied.length} migrations`;
        console.log(`The ${database.engine} database ${news}: ${migrated.total} in all.`);
      });
    });
}
