import { tenantId } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import { systemPrincipal } from '@quotewright/platform/auth';
import {
  steerableCategory,
  type WarmReport,
  type WarmStop,
  warmableCategory,
  warmCopies,
} from '@quotewright/platform/cache';
import { Command } from 'commander';
import type { Installation } from '../compose/installation.ts';
import { exitCodes } from './exit-codes.ts';
import { showProgress } from './progress.ts';
import { reasonOption } from './reason-option.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';
import { configFor, type SettingOptions, settingOptions, wholeNumber } from './settings.ts';
import { stopSignal } from './until-stopped.ts';
import { withInstallation } from './with-installation.ts';

interface WarmOptions extends SettingOptions {
  readonly tenant: string;
  readonly reason: string;
  readonly copyVersion?: string;
  readonly most: number;
  readonly concurrency: number;
}

const HELP = `
Copies are made through the reads that requests make, from keys that follow from the database; one that is there is left alone. The
pace is that of \`caches tune --warm-per-second\`, also while the command runs.
Exit status: 0 all keys were looked at · 1 it ended early, and says why · 130 stopped.`;

export function warmCommand(): Command {
  return new Command('warm')
    .argument('<category>', 'as `caches list` names it')
    .description('make the copies of a category in Redis, before anybody asks for them')
    .requiredOption('--tenant <id>', 'whose copies')
    .addOption(reasonOption())
    .option(
      '--copy-version <version>',
      'the version part as keys have it, such as v42; default: those in force',
    )
    .option('--most <n>', 'keys to look at', wholeNumber(1, 1_000_000), 20_000)
    .option('--concurrency <n>', 'keys at a time', wholeNumber(1, 4), 2)
    .addOption(settingOptions.dataDir)
    .addHelpText('after', HELP)
    .action(async (category: string, options: WarmOptions) => {
      const signal = stopSignal();
      const report = await withInstallation(configFor(options), (installation) =>
        warm(installation, category, options, signal),
      );
      if (signal.aborted) process.exitCode = exitCodes.interrupted;
      else if (report === undefined || report.stopped !== null) process.exitCode = exitCodes.failure;
    });
}

/** Undefined: nothing was begun, or it was stopped. */
async function warm(
  installation: Installation,
  name: string,
  { tenant: named, reason, copyVersion, most, concurrency }: WarmOptions,
  signal: AbortSignal,
): Promise<WarmReport | undefined> {
  const { caches, database, modules } = installation;
  if (caches === undefined) {
    console.error('Copies are off (QUOTEWRIGHT_CACHE): there is nowhere to put one.');
    return undefined;
  }
  if (caches.store === 'memory') {
    console.error(
      `No Redis is configured: copies live in the memory of servers. Ask a server: POST /api/v1/admin/caches/${name}/warm`,
    );
    return undefined;
  }
  const tenant = tenantId(named);
  await refuseUnknownTenant(installation, tenant);
  const cached = warmableCategory(steerableCategory(modules.caches, name, copyVersion));
  await caches.layer.ready();
  const version = copyVersion === undefined ? {} : { version: copyVersion };
  await database.withTenant(tenant, 'write', (tx) =>
    appendAudit(tx, {
      actor: systemPrincipal(tenant, 'cli'),
      action: 'cache.warm',
      entity: { type: 'cache', id: name },
      reason,
      detail: { ...version, maxKeys: most, concurrency },
    }),
  );
  const display = showProgress(`copies of ${name}`);
  try {
    const report = await warmCopies(tenant, cached, {
      database,
      caches,
      ...version,
      maxKeys: most,
      concurrency,
      signal,
      onProgress: (done, found) => display.update(done, found, 'keys'),
    }).finally(() => display.stop());
    say(report);
    return report;
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('Stopped: the copies that were made until now are there.');
    return undefined;
  }
}

const WHY: Readonly<Record<WarmStop, string>> = {
  'key-limit': 'there may be more keys than --most',
  'store-down': 'Redis gave no answer',
  quarantined: 'the category is in quarantine: see `caches release`',
  'turned-off': 'the category is tuned to make none: see `caches tune`',
  unreadable: 'a row is damaged: see `caches reconcile`',
};

function say({ keys, made, present, stopped, ...rest }: WarmReport): void {
  console.log(`${keys} keys looked at: ${made} copies made, ${present} were there.`);
  if (rest.notKept > 0) console.log(`${rest.notKept} values are not kept: too large, or changed just then.`);
  if (rest.unreadable > 0) console.log(`${rest.unreadable} values cannot be read: see \`caches reconcile\`.`);
  if (rest.withheld > 0) console.log(`${rest.withheld} keys are of versions in quarantine.`);
  if (rest.unanswered > 0) console.log(`Redis gave no answer for ${rest.unanswered} keys.`);
  if (stopped !== null) console.error(`Ended early: ${WHY[stopped]}.`);
}
