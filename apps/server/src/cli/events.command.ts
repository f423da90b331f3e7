import { tenantId, timestamp } from '@quotewright/kernel';
import type { ParkedEvent } from '@quotewright/platform/messaging';
import { Command } from 'commander';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface ListOptions extends SettingOptions {
  readonly tenant?: string;
  readonly consumer?: string;
}

interface DiscardOptions extends SettingOptions {
  readonly reason: string;
}

const OPERATOR = { subject: 'system:cli' };
const MOST = 500;

export function eventsCommand(): Command {
  return new Command('events')
    .description('look after events that a consumer could not handle')
    .addCommand(parkedCommand())
    .addCommand(replayCommand())
    .addCommand(discardCommand());
}

function parkedCommand(): Command {
  return new Command('parked')
    .description('list parked events, newest first; those of the tenant "*" are messages that are no event')
    .option('--tenant <id>', 'default: all tenants')
    .option('--consumer <name>', 'default: all consumers')
    .addOption(settingOptions.dataDir)
    .action(async ({ tenant, consumer, ...options }: ListOptions) => {
      const filter = { state: 'parked', ...(consumer === undefined ? {} : { consumer }) } as const;
      const page = { limit: MOST };
      const { items, nextCursor } = await withInstallation(
        configFor(options),
        ({ database, modules: { parkedEvents } }) =>
          tenant === undefined
            ? parkedEvents.ofAnyTenant.list(filter, page)
            : database.withTenant(tenantId(tenant), 'read', (tx) => parkedEvents.list(tx, filter, page)),
      );
      for (const item of items) console.log(lineOf(item));
      if (items.length === 0) console.log('No event is parked.');
      if (nextCursor !== undefined) console.log(`… and older ones beyond these ${MOST}.`);
    });
}

function lineOf({ id, tenant, consumer, head, error, attempts, parkedAt }: ParkedEvent): string {
  const what =
    head === undefined ? 'a message' : `${head.type} of ${head.aggregate.type}/${head.aggregate.id}`;
  return `${id}  ${timestamp(parkedAt)}  ${tenant}  ${consumer}  ${what}\n    ${error.code}: ${error.message} (tries: ${attempts})`;
}

function replayCommand(): Command {
  return new Command('replay')
    .argument('<id>', 'as `events parked` shows it')
    .description('have a parked event handled again')
    .addOption(settingOptions.dataDir)
    .action(async (id: string, options: SettingOptions) => {
      const { consumer } = await withInstallation(configFor(options), ({ modules }) =>
        modules.parkedEvents.ofAnyTenant.replay(id, OPERATOR),
      );
      console.log(`Handled by ${consumer}.`);
    });
}

function discardCommand(): Command {
  return new Command('discard')
    .argument('<id>', 'as `events parked` shows it')
    .description('give a parked event up: its consumer never handles it')
    .requiredOption('--reason <text>', 'why; kept in the audit trail')
    .addOption(settingOptions.dataDir)
    .action(async (id: string, { reason, ...options }: DiscardOptions) => {
      const { consumer } = await withInstallation(configFor(options), ({ modules }) =>
        modules.parkedEvents.ofAnyTenant.discard({ id, by: OPERATOR, reason }),
      );
      console.log(`Discarded for ${consumer}.`);
    });
}
