import { open, readFile } from 'node:fs/promises';
import { DomainError, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { Command, Option } from 'commander';
import { checkArchive } from '../backup/read-archive.ts';
import { restoreArchive } from '../backup/restore-archive.ts';
import type { Installation } from '../compose/installation.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface ImportOptions extends SettingOptions {
  readonly tenant?: string;
  readonly publish?: boolean;
}

export function importCommand(): Command {
  return new Command('import')
    .description('read a backup (into an empty installation), a catalog document or a price list document')
    .argument('<file>', 'a .backup.gz of export --all, or a JSON document that names its format')
    .addOption(new Option('--tenant <id>', 'whose document it is; not for a backup'))
    .option('--publish', 'publish the document once it is the draft')
    .addOption(settingOptions.dataDir)
    .action(async (file: string, options: ImportOptions) => {
      const isBackup = await isGzip(file);
      if (isBackup && (options.tenant !== undefined || options.publish === true)) {
        throw new DomainError(
          'IMPORT_OPTIONS',
          'invalid',
          'a backup holds all tenants: --tenant and --publish are for documents',
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
  { tenant, publish }: ImportOptions,
  shown: ProgressDisplay,
): Promise<string> {
  if (tenant === undefined) {
    throw new DomainError('IMPORT_OPTIONS', 'invalid', 'say whose document it is: --tenant <id>');
  }
  const actor = systemPrincipal(tenantId(tenant), 'cli');
  await refuseUnknownTenant(installation, actor.tenant);
  const watch = { progress: shown.update };
  const work = { tenant: actor.tenant, actor, ...watch };
  const { catalog, pricing } = installation.modules;
  const bytes = await readFile(file);
  const document = parse(file, bytes.toString('utf8'));
  switch (document.format) {
    case 'quotewright/catalog@1': {
      await catalog.commands.importCatalog(work, bytes);
      if (publish !== true) return 'The catalog is the draft; publish it with --publish or over HTTP.';
      const { catalogVersion } = await catalog.commands.publishCatalog(work);
      return `The catalog is published as version ${catalogVersion}.`;
    }
    case 'quotewright/price-list@1': {
      const priceListId = priceListIdOf(document);
      await pricing.commands.importPriceList(actor, { priceListId, document }, watch);
      if (publish !== true)
        return `The price list ${priceListId} is the draft; publish it with --publish or over HTTP.`;
      const { version } = await pricing.commands.publishPriceList(actor, { priceListId }, watch);
      return `The price list ${priceListId} is published as version ${version}.`;
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

async function refuseUnknownTenant(
  { database, modules }: Installation,
  tenant: ReturnType<typeof tenantId>,
): Promise<void> {
  const found = await database.withTenant(tenant, 'read', (tx) => modules.tenancy.findTenant(tx));
  if (found === undefined)
    throw new DomainError('TENANT_UNKNOWN', 'notFound', `there is no tenant "${tenant}" here`);
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
