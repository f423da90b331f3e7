import { readFile } from 'node:fs/promises';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { Command, Option } from 'commander';
import { importCatalogDocument } from './catalog-import.ts';
import { mergedIntoDraft } from './merged-into-draft.ts';
import { showProgress } from './progress.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { textOfFile } from './text-of-file.ts';
import { conversionOf, reportLines } from './uvl-conversion.ts';
import { withInstallation } from './with-installation.ts';

interface ImportUvlOptions extends SettingOptions {
  readonly tenant: string;
  readonly offering?: string;
  readonly name?: string;
  readonly publish?: boolean;
}

export function importUvlCommand(): Command {
  return new Command('uvl')
    .description('read a variability model (UVL) as one offering with its rules, beside what the draft has')
    .argument('<file>', 'a model of the Boolean level, with or without group cardinalities')
    .addOption(new Option('--tenant <id>', 'whose catalog it is for').makeOptionMandatory())
    .option(
      '--offering <id>',
      "the offering's id, also of one that is there already; default: of the file's name",
    )
    .option('--name <text>', 'what a new offering is called; default: its id')
    .option('--publish', 'publish the draft with it')
    .addOption(settingOptions.dataDir)
    .action(async (file: string, options: ImportUvlOptions) => {
      const tenant = tenantId(options.tenant);
      // Before anything is opened: a model with errors leaves no new installation behind.
      const conversion = conversionOf(file, textOfFile(file, await readFile(file)), options);
      const shown = showProgress(`import ${file}`);
      const summary = await withInstallation(configFor(options), async (installation) => {
        await refuseUnknownTenant(installation, tenant);
        const { commands } = installation.modules.catalog;
        const bytes = mergedIntoDraft(await commands.exportCatalog(tenant), conversion.document);
        const work = { tenant, actor: systemPrincipal(tenant, 'cli'), progress: shown.update };
        return importCatalogDocument(commands, work, { bytes, publish: options.publish === true });
      });
      shown.stop();
      console.log([...reportLines(conversion), summary].join('\n'));
    });
}
