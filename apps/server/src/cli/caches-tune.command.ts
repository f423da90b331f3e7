import { tenantId, timestamp } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import {
  readTuning,
  steerableCategory,
  type TuneOrder,
  type TuningSettings,
  tuneCache,
} from '@quotewright/platform/cache';
import { Command, InvalidArgumentError } from 'commander';
import type { Installation } from '../compose/installation.ts';
import { exitCodes } from './exit-codes.ts';
import { reasonOption } from './reason-option.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';
import { configFor, type SettingOptions, seconds, settingOptions, wholeNumber } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface TuneOptions extends SettingOptions {
  readonly tenant: string;
  readonly reason: string;
  readonly fresh?: number;
  readonly jitter?: number;
  readonly shadowRate?: number;
  readonly warmPerSecond?: number;
  readonly for?: number;
  readonly end: boolean;
}

const HELP = `
All that is to hold is given at once; what is not given is as the category declares. Servers go by it within seconds, for copies that
are made from then on.
Examples:
  quotewright caches tune pricing.price-index --tenant acme --reason "calls in waves" --jitter 0.5 --for 2h
  quotewright caches tune pricing.price-index --tenant acme --reason "over" --end`;

export function tuneCommand(): Command {
  return new Command('tune')
    .argument('<category>', 'as `caches list` names it')
    .description('change how copies of a category are made and compared, for one tenant and a while')
    .requiredOption('--tenant <id>', 'whose copies')
    .addOption(reasonOption())
    .option('--fresh <time>', 'answered without a question for so long: 90s, 15m, 12h', seconds)
    .option('--jitter <share>', 'the most that is taken off that time, by chance: 0 to 1', share)
    .option('--shadow-rate <share>', 'the share of hits that are compared with the database: 0 to 1', share)
    .option('--warm-per-second <n>', 'copies that a warm-up makes, 0 for none', wholeNumber(0, 1_000))
    .option('--for <time>', 'when it is over by itself: 15m, 12h, at most 7d', seconds)
    .option('--end', 'what is in force ends now', false)
    .addOption(settingOptions.dataDir)
    .addHelpText('after', HELP)
    .action(async (category: string, options: TuneOptions) => {
      const tuned = await withInstallation(configFor(options), (installation) =>
        tune(installation, category, options),
      );
      if (!tuned) process.exitCode = exitCodes.usage;
    });
}

/** Whether anything was changed. */
async function tune(installation: Installation, name: string, options: TuneOptions): Promise<boolean> {
  const { caches, database, modules } = installation;
  const { fresh, jitter, shadowRate, warmPerSecond, reason } = options;
  const settings: TuningSettings = {
    ...(fresh !== undefined && { freshSeconds: fresh }),
    ...(jitter !== undefined && { jitter }),
    ...(shadowRate !== undefined && { shadowRate }),
    ...(warmPerSecond !== undefined && { warmPerSecond }),
  };
  const isEnd = options.end && options.for === undefined && Object.keys(settings).length === 0;
  if (!isEnd && (options.end || options.for === undefined)) {
    console.error('Say what is to hold and --for how long, or --end alone.');
    return false;
  }
  if (caches === undefined) {
    console.error('Copies are off (QUOTEWRIGHT_CACHE): there is no category to be named.');
    return false;
  }
  const tenant = tenantId(options.tenant);
  await refuseUnknownTenant(installation, tenant);
  const { category } = steerableCategory(modules.caches, name, undefined);
  const actor = systemPrincipal(tenant, 'cli');
  const tuned = await database.withTenant(tenant, 'write', async (tx) => {
    const { version } = await readTuning(tx, name);
    const order: TuneOrder | null = isEnd
      ? null
      : { settings, until: tx.now + (options.for as number) * 1_000 };
    return tuneCache(tx, category, { order, reason, actor, expectedVersion: String(version) });
  });
  console.log(
    tuned.inForce === undefined
      ? `${name} is as it declares again, on all servers within seconds.`
      : `${name} is tuned until ${timestamp(tuned.inForce.until)}, on all servers within seconds.`,
  );
  return true;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('write 0 to 1');
  return value;
}
