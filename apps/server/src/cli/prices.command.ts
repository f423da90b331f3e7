import { randomHex, systemClock, type TenantId, timestamp } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import type { PriceDivergence, PriceVerification } from '@quotewright/quoting';
import { Command, InvalidArgumentError } from 'commander';
import type { Installation } from '../compose/installation.ts';
import { chosenTenants } from './chosen-tenants.ts';
import { exitCodes } from './exit-codes.ts';
import { showProgress } from './progress.ts';
import { configFor, type SettingOptions, seconds, settingOptions } from './settings.ts';
import { stopSignal } from './until-stopped.ts';
import { withInstallation } from './with-installation.ts';

interface VerifyOptions extends SettingOptions {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly tenant?: string;
  readonly sample?: number;
  readonly seed?: string;
  readonly quarantine: boolean;
  readonly json: boolean;
}

export function pricesCommand(): Command {
  return new Command('prices')
    .description('prove that kept prices are what their pinned versions say')
    .addCommand(verifyCommand());
}

const VERIFY_HELP = `
Each price that a quote keeps is derived again from the versions it pins, by PostgreSQL alone, and compared by its hashes. Prints a
line for each that is not proven, puts it into the history of the quote, and takes the tenant's copies of prices out of use
(quotewright caches, docs/runbook/wrong-price-suspected.md). No quote is changed.
What the history of its quote has already is named again and raises no alarm again.
Exit status: 0 all are proven · 1 some are not · 130 stopped before the end, all proven so far.`;

function verifyCommand(): Command {
  return new Command('verify')
    .description('derive kept prices again, and say which are not proven')
    .requiredOption('--since <time>', 'what was priced from then on: 2026-03-01 (UTC), 24h or 7d ago', since)
    .option('--tenant <id>', 'default: all tenants')
    .option('--sample <n>', 'so many of each tenant, drawn by chance', sampleSize)
    .option('--seed <text>', 'repeats a draw; default: a new one, which is printed')
    .option('--no-quarantine', 'leave copies of prices in use, whatever is found')
    .option('--json', 'print one JSON document instead of lines', false)
    .addOption(settingOptions.dataDir)
    .addHelpText('after', VERIFY_HELP)
    .action(async (options: VerifyOptions) => {
      const signal = stopSignal();
      const outcome = await withInstallation(configFor(options), (installation) =>
        verifyTenants(installation, options, signal),
      );
      console.log(options.json ? JSON.stringify(outcome, null, 2) : inWords(outcome));
      if (outcome.diverged > 0) process.exitCode = exitCodes.failure;
      else if (outcome.stopped) process.exitCode = exitCodes.interrupted;
    });
}

type FoundDivergence = PriceDivergence & { readonly tenant: TenantId };

const MAX_LISTED = 1_000;

interface VerifyOutcome extends Pick<PriceVerification, 'proven' | 'diverged' | 'known'> {
  /** RFC 3339. */
  readonly since: string;
  /** Of the draw, where it was a sample. */
  readonly seed?: string;
  readonly tenants: number;
  readonly perSecond: number;
  readonly stopped: boolean;
  /** The first 1,000. */
  readonly divergences: readonly FoundDivergence[];
}

async function verifyTenants(
  installation: Installation,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const { quoting } = installation.modules;
  const { since, sample: size, seed = randomHex(4), quarantine } = options;
  const sample = size === undefined ? {} : { sample: { size, older: 0, seed } };
  const total = { proven: 0, diverged: 0, known: 0, tenants: 0 };
  const divergences: FoundDivergence[] = [];
  const say = (found: FoundDivergence) => {
    total.diverged += 1;
    if (divergences.length < MAX_LISTED) divergences.push(found);
    if (!options.json) console.log(lineOf(found));
  };
  const begun = systemClock.monotonic();
  try {
    for await (const tenant of await chosenTenants(installation, options.tenant)) {
      signal.throwIfAborted();
      const shown = showProgress(`verify prices of ${tenant}`);
      const watch = {
        signal,
        progress: shown.update,
        proven(count: number) {
          total.proven += count;
        },
        diverged: (divergence: PriceDivergence) => say({ tenant, ...divergence }),
      };
      const actor = systemPrincipal(tenant, 'cli');
      const report = await quoting.commands
        .verifyKeptPrices(actor, { since, ...sample, quarantine }, watch)
        .finally(() => shown.stop());
      total.tenants += 1;
      total.known += report.known;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const elapsed = (systemClock.monotonic() - begun) / 1_000;
  return {
    since: timestamp(since),
    ...(size !== undefined && { seed }),
    ...total,
    perSecond: Math.round((total.proven + total.diverged) / Math.max(elapsed, 0.001)),
    stopped: signal.aborted,
    divergences,
  };
}

function lineOf(found: FoundDivergence): string {
  const { tenant, reason, number, revision, quoteId, pricedAt, priceHash, derivedPriceHash } = found;
  const now = derivedPriceHash === undefined ? '' : `, now ${derivedPriceHash}`;
  return `${reason}  ${tenant}  quote ${number} revision ${revision} (${quoteId}), priced ${pricedAt}: ${priceHash}${now}`;
}

function inWords({
  proven,
  diverged,
  known,
  tenants,
  perSecond,
  seed,
  since,
  stopped,
}: VerifyOutcome): string {
  const draw = seed === undefined ? '' : ` (a sample, seed ${seed})`;
  const end = stopped ? ' Stopped before the end.' : '';
  const before = known === 0 ? '' : ` (${known} of them known before)`;
  return `${proven} prices proven, ${diverged} diverged${before}, priced since ${since}${draw}, of ${tenants} tenants; ${perSecond} per second.${end}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day in UTC, or a time that has passed since. */
function since(text: string): number {
  if (!DAY.test(text)) return ago(text);
  const time = Date.parse(`${text}T00:00:00.000Z`);
  if (Number.isNaN(time) || timestamp(time).slice(0, 10) !== text)
    throw new InvalidArgumentError('there is no such day');
  if (time > systemClock.now()) throw new InvalidArgumentError('nothing was priced in the future');
  return time;
}

function ago(text: string): number {
  try {
    return Math.max(0, systemClock.now() - seconds(text) * 1_000);
  } catch {
    throw new InvalidArgumentError('write a day, such as 2026-03-01, or how long ago: 90s, 15m, 12h, 7d');
  }
}

function sampleSize(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('write a number from 1 to 99999');
  return Number(text);
}
