import { existsSync } from 'node:fs';
import { tenantId } from '@quotewright/kernel';
import { assertDevelopmentIssuerAllowed, DevelopmentIssuer } from '@quotewright/platform/auth';
import { Command, Option } from 'commander';
import { configFor, type SettingOptions, seconds, settingOptions, words } from './settings.ts';

interface TokenOptions extends SettingOptions {
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly subject?: string;
  readonly ttl: number;
}

export function tokenCommand(): Command {
  return new Command('token')
    .description('print a development token for this machine’s installation')
    .requiredOption('--tenant <id>', 'the tenant it is for, such as modelmart')
    .requiredOption(
      '--roles <list>',
      'sales, approver, catalog-manager, pricing-manager, operator, admin, partner',
      words,
    )
    .option('--subject <id>', 'who it names; default: the first role, such as "sales-1"')
    .addOption(
      new Option('--ttl <time>', 'how long it is good for: 90s, 15m, 12h, 7d')
        .argParser(seconds)
        .default(12 * 3600, '12h'),
    )
    .addOption(settingOptions.dataDir)
    .action(async (options: TokenOptions) => {
      const config = configFor(options);
      assertDevelopmentIssuerAllowed(config.host);
      const tenant = tenantId(options.tenant);
      if (!existsSync(config.dataDirectory)) {
        console.error(
          `${config.dataDirectory} is new: only a server that uses this folder, too, will believe the token.`,
        );
      }
      const issuer = await DevelopmentIssuer.open(config.dataDirectory);
      const subject = options.subject ?? `${options.roles[0]}-1`;
      const { roles, ttl: ttlSeconds } = options;
      console.log(await issuer.mintToken({ tenant, subject, roles, ttlSeconds }));
    });
}
