import type { GenerationRow } from '@quotewright/acceleration';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import {
  type CacheOrder,
  purgeCache,
  quarantineCache,
  releaseCache,
  steerableCategory,
} from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { Command } from 'commander';
import type { Installation } from '../compose/installation.ts';
import { exitCodes } from './exit-codes.ts';
import { reasonOption } from './reason-option.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface OrderOptions extends SettingOptions {
  readonly tenant: string;
  readonly reason: string;
  readonly copyVersion?: string;
}

interface Deed {
  readonly name: string;
  readonly description: string;
  readonly give: (tx: Tx, order: CacheOrder) => Promise<GenerationRow | null>;
}

const DEEDS: readonly Deed[] = [
  {
    name: 'purge',
    description: 'make the copies of a category void, on all nodes',
    give: purgeCache,
  },
  {
    name: 'quarantine',
    description: 'take the copies of a category out of use: the database answers until the release',
    give: quarantineCache,
  },
  {
    name: 'release',
    description: 'end a quarantine of exactly this category and version',
    give: releaseCache,
  },
];

/** What operators do about the copies of one tenant. */
export const orderCommands = (): readonly Command[] => DEEDS.map(orderCommand);

function orderCommand(deed: Deed): Command {
  return new Command(deed.name)
    .argument('<category>', 'as `caches list` names it')
    .description(deed.description)
    .requiredOption('--tenant <id>', 'whose copies')
    .addOption(reasonOption())
    .option('--copy-version <version>', 'the version part as keys have it, such as v42; default: all')
    .addOption(settingOptions.dataDir)
    .action(async (category: string, options: OrderOptions) => {
      const given = await withInstallation(configFor(options), (installation) =>
        give(installation, deed, category, options),
      );
      if (!given) process.exitCode = exitCodes.failure;
    });
}

/** Whether anything was changed. */
async function give(
  installation: Installation,
  { give: order }: Deed,
  category: string,
  { tenant: named, reason, copyVersion }: OrderOptions,
): Promise<boolean> {
  const { caches, database, modules } = installation;
  if (caches === undefined) {
    console.error('Copies are off (QUOTEWRIGHT_CACHE): there is no category to be named.');
    return false;
  }
  const tenant = tenantId(named);
  await refuseUnknownTenant(installation, tenant);
  steerableCategory(modules.caches, category, copyVersion);
  await caches.layer.ready();
  const actor = systemPrincipal(tenant, 'cli');
  const version = copyVersion === undefined ? {} : { version: copyVersion };
  const row = await database.withTenant(tenant, 'write', async (tx) => {
    const changed = await order(tx, { category, ...version, reason, actor });
    if (changed !== null) tx.onCommit(() => caches.announcePurge(changed));
    return changed;
  });
  if (row === null) {
    console.error('These copies are not in quarantine; a wider or narrower one is released by its own name.');
    return false;
  }
  console.log(`Generation ${row.generation}: copies of ${category} from before are void.`);
  if (row.quarantined) console.log('None is read or made until `caches release`.');
  return true;
}
