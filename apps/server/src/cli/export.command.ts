import { existsSync } from 'node:fs';
import { DomainError, systemClock } from '@quotewright/kernel';
import { Command } from 'commander';
import { archiveLines } from '../backup/write-archive.ts';
import { writeArchiveFile } from '../backup/write-archive-file.ts';
import { showProgress } from './progress.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withFoundInstallation } from './with-installation.ts';

interface ExportOptions extends SettingOptions {
  readonly out?: string;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write a backup of an embedded installation: every tenant, every row, as of one moment')
    .requiredOption('--all', 'everything there is')
    .option('--out <file>', 'the archive; default: quotewright-<time>.backup.gz')
    .addOption(settingOptions.dataDir)
    .addHelpText(
      'after',
      '\nCatalogs and price lists of one tenant are exported over HTTP: GET /api/v1/catalog/exports.',
    )
    .action(async (options: ExportOptions) => {
      const out = options.out ?? `quotewright-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.backup.gz`;
      if (existsSync(out)) {
        throw new DomainError(
          'EXPORT_FILE_EXISTS',
          'conflict',
          `${out} exists already: name another file with --out`,
        );
      }
      const shown = showProgress('backup');
      await withFoundInstallation(configFor(options), ({ database }) =>
        database.asOwner((session) => writeArchiveFile(out, archiveLines(session, systemClock.now(), shown))),
      );
      shown.stop();
      console.log(`Wrote ${out}. Restore it with: quotewright import ${out} --data-dir <new folder>`);
    });
}
