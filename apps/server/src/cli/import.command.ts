import { open, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ImportKind } from '@quotewright/catalog';
import { DomainError, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { Command, Option } from 'commander';
import { checkArchive } from '../backup/read-archive.ts';
import { restoreArchive } from '../backup/restore-archive.ts';
import type { Installation } from '../compose/installation.ts';
import { importCatalogDocument } from './catalog-import.ts';
import { DOCUMENT_FORMATS, type DocumentFormat, documentKind } from './document-kind.ts';
import { type CsvListOptions, csvPrices, importPrices } from './import-prices.ts';
import { importUvlCommand } from './import-uvl.command.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { textOfFile } from './text-of-file.ts';
import { withInstallation } from './with-installation.ts';

interface ImportOptions extends SettingOptions, CsvListOptions {
  readonly tenant?: string;
  readonly publish?: boolean;
  readonly format?: DocumentFormat;
}

export function importCommand(): Command {
  return new Command('import')
    .enablePositionalOptions()
    .addCommand(importUvlCommand())
    .description('read a backup (into an empty installation), a catalog document or a price list document')
    .argument(
      '<file>',
      'a .backup.gz of export --all, a JSON or YAML document that names its format, or prices as .csv',
    )
    .addOption(new Option('--tenant <id>', 'whose document it is; not for a backup'))
    .option('--publish', 'publish the document once it is the draft')
    .addOption(
      new Option(
        '--format <name>',
        'how a document is written, where its name does not say; tmf620: TMF620 objects, merged into the draft',
      ).choices(DOCUMENT_FORMATS),
    )
    .addOption(new Option('--price-list <id>', 'of a .csv file: the list whose prices it has'))
    .addOption(new Option('--name <text>', 'of a .csv file for a new list: its name'))
    .addOption(new Option('--currency <code>', 'of a .csv file for a new list: its currency'))
    .addOption(settingOptions.dataDir)
    .action(async (file: string, options: ImportOptions) => {
      const isBackup = await isGzip(file);
      if (
        isBackup &&
        [options.tenant, options.publish, options.format].some((option) => option !== undefined)
      ) {
        throw new DomainError(
          'IMPORT_OPTIONS',
          'invalid',
          'a backup holds all tenants: --tenant, --publish and --format are for documents',
        );
      }
      // Before anything is opened: a damaged file leaves no new installation behind.
      if (isBackup) await checkArchive(file);
      const shown = showProgress(`import ${file}`);
      const summary = await withInstallation(configFor(options), (installation) =>
        isBackup ? restore(installation, file, shown) : importDocument(installation, file, options, shown),
      );
      shown.stop();
      console.log(summary);
    });
}

async function isGzip(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
}

async function restore({ database }: Installation, file: string, shown: ProgressDisplay): Promise<string> {
  const { rows } = await database.asOwner((session) => restoreArchive(session, file, shown));
  return `Restored ${rows} rows.`;
}

async function importDocument(
  installation: Installation,
  file: string,
  options: ImportOptions,
  shown: ProgressDisplay,
): Promise<string> {
  const { tenant, publish, format } = options;
  if (tenant === undefined) {
    throw new DomainError('IMPORT_OPTIONS', 'invalid', 'say whose document it is: --tenant <id>');
  }
  const actor = systemPrincipal(tenantId(tenant), 'cli');
  await refuseUnknownTenant(installation, actor.tenant);
  const watch = { progress: shown.update };
  const work = { tenant: actor.tenant, actor, ...watch };
  const { catalog, pricing } = installation.modules;
  const bytes = await readFile(file);
  const publishing = { ...watch, publish: publish === true };
  if (extname(file).toLowerCase() === '.csv') {
    return importPrices(pricing.commands, actor, csvPrices(bytes, options), publishing);
  }
  const importCatalog = (kind: ImportKind) =>
    importCatalogDocument(catalog.commands, work, { bytes, kind, publish: publishing.publish });
  const kind = documentKind(file, bytes, format);
  // Price lists are JSON: what else there is says itself, line by line, what is wrong with it.
  if (kind.format === 'tmf620' || kind.media !== 'application/json') return importCatalog(kind);
  const document = parse(file, textOfFile(file, bytes));
  switch (document.format) {
    case 'quotewright/catalog@1':
      return importCatalog(kind);
    case 'quotewright/price-list@1': {
      const priceListId = priceListIdOf(document);
      return importPrices(pricing.commands, actor, { priceListId, document }, publishing);
    }
    default:
      throw new DomainError(
        'IMPORT_FORMAT',
        'invalid',
        `${file} must have the member "format": "quotewright/catalog@1" or "quotewright/price-list@1"`,
      );
  }
}

function priceListIdOf({ priceList }: ImportDocument): string {
  if (typeof priceList?.id === 'string') return priceList.id;
  throw new DomainError('IMPORT_FORMAT', 'invalid', 'the document must have a text at /priceList/id');
}

interface ImportDocument {
  readonly format?: unknown;
  readonly priceList?: { readonly id?: unknown };
}

function parse(file: string, text: string): ImportDocument {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new DomainError('MALFORMED_JSON', 'invalid', `${file}: ${(error as Error).message}`);
  }
  throw new DomainError('MALFORMED_JSON', 'invalid', `${file} holds no JSON object`);
}
