import { type ReconciledCopy, reconcileCopies } from '@quotewright/platform/cache';
import { Command } from 'commander';
import type { Installation } from '../compose/installation.ts';
import { explainCommand } from './caches-explain.command.ts';
import { exposureCommand } from './caches-exposure.command.ts';
import { orderCommands } from './caches-orders.command.ts';
import { tuneCommand } from './caches-tune.command.ts';
import { warmCommand } from './caches-warm.command.ts';
import { chosenTenants } from './chosen-tenants.ts';
import { exitCodes } from './exit-codes.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface ReconcileOptions extends SettingOptions {
  readonly tenant?: string;
  readonly repair: boolean;
}

export function cachesCommand(): Command {
  const caches = new Command('caches')
    .description(
      'say what is kept in copies and where a copy came from, compare the copies with the truth, make them void, make them anew, and tune them',
    )
    .addCommand(listCommand())
    .addCommand(explainCommand())
    .addCommand(exposureCommand())
    .addCommand(reconcileCommand())
    .addCommand(warmCommand())
    .addCommand(tuneCommand());
  for (const order of orderCommands()) caches.addCommand(order);
  return caches;
}

function listCommand(): Command {
  return new Command('list')
    .description('the categories of copies: what they hold, how long, and what makes them go')
    .addOption(settingOptions.dataDir)
    .action((options: SettingOptions) =>
      withInstallation(configFor(options), async ({ modules }) => {
        for (const { category, notWarmed } of modules.caches) {
          const { name, purpose, ttl, invalidation } = category;
          const ends =
            typeof invalidation === 'string' ? invalidation : `events ${invalidation.events.join(', ')}`;
          console.log(`${name}\n  ${purpose}\n  fresh for ${ttl.fresh / 1_000} s; ${ends}`);
          if (notWarmed !== undefined) console.log(`  not made ahead, ${notWarmed}`);
        }
      }),
    );
}

function reconcileCommand(): Command {
  return new Command('reconcile')
    .description(
      'find copies in Redis that are not what the database says, and rows whose content was changed by hand',
    )
    .option('--tenant <id>', 'default: all tenants')
    .option('--repair', 'drop the copies that are wrong, on all nodes', false)
    .addOption(settingOptions.dataDir)
    .action(async (options: ReconcileOptions) => {
      await withInstallation(configFor(options), async (installation) => {
        const found = await reconcile(installation, options);
        if (found > 0) process.exitCode = exitCodes.failure;
      });
    });
}

/** Returns how many discrepancies are left. */
async function reconcile(installation: Installation, { tenant, repair }: ReconcileOptions): Promise<number> {
  const { database, caches, modules } = installation;
  if (caches === undefined) {
    console.log('Copies are off (QUOTEWRIGHT_CACHE): there is nothing to compare.');
    return 0;
  }
  if (caches.store === 'memory') {
    console.log(
      'No Redis is configured: copies live in the memory of servers, only the database itself is examined.',
    );
  } else {
    await caches.layer.ready();
  }
  let left = 0;
  const total = { compared: 0, stored: 0, unknown: 0 };
  const onFound = (copy: ReconciledCopy) => {
    if (!copy.dropped) left += 1;
    console.log(`${copy.discrepancy}  ${copy.key.data}${copy.dropped ? '  (dropped)' : ''}`);
  };
  const onUnreadable = (category: string, cause: unknown) => {
    left += 1;
    console.log(`damaged  ${category} cannot be read, and was not compared: ${reasonOf(cause)}`);
  };
  for await (const one of await chosenTenants(installation, tenant)) {
    const outcome = await reconcileCopies(one, {
      database,
      caches,
      categories: modules.caches,
      repair,
      onFound,
      onUnreadable,
    });
    for (const count of ['compared', 'stored', 'unknown'] as const) total[count] += outcome[count];
  }
  console.log(
    `${total.compared} keys compared, ${total.stored} copies in the store, ${left} discrepancies left.`,
  );
  if (total.unknown > 0) console.log(`The store gave no answer for ${total.unknown} of them.`);
  return left + total.unknown;
}

/** On one line. */
const reasonOf = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ');
