import { systemClock } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import { createLogger, createMetrics, type Logger } from '@quotewright/platform/telemetry';
import { Command } from 'commander';
import { composeAuthentication } from '../compose/authentication.ts';
import { openInstallation } from '../compose/installation.ts';
import { startServer } from '../compose/server.ts';
import { DEMO_TENANTS } from '../demo/demo-tenants.ts';
import { seedDemoTenants } from '../demo/seed-demo-tenants.ts';
import { announce } from './announce.ts';
import { showProgress } from './progress.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { stopRequested, untilStopped } from './until-stopped.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('answer requests, run jobs and send events until Ctrl-C')
    .addOption(settingOptions.port)
    .addOption(settingOptions.host)
    .addOption(settingOptions.dataDir)
    .addOption(settingOptions.role)
    .action((options: SettingOptions) => serve(configFor(options)));
}

async function serve(config: Config): Promise<void> {
  const clock = systemClock;
  const stop = stopRequested();
  const logger = loggerFor(config);
  // Before the database: a wrong issuer or an open address should be said at once.
  const { authenticator, developmentIssuer } = await composeAuthentication(config, clock);
  const metrics = createMetrics({ processMetrics: true });
  const installation = await openInstallation(config, {
    clock,
    logger,
    metrics,
    onRetry: metrics.transactionRetried,
  });
  const { granted } = installation;
  if (granted.tenants > 0)
    logger.info(granted, 'existing tenants were granted the permissions of this release');
  const isDemo = installation.database.engine === 'embedded' && config.demo;
  if (isDemo) await seedDemoTenants(installation, DEMO_TENANTS, showProgress);
  const server = await startServer(installation, { config, clock, logger, metrics, authenticator });
  await announce({ server, engine: installation.database.engine, developmentIssuer, isDemo });
  await untilStopped(stop, logger, config.shutdownDeadline, () => server.close());
}

function loggerFor({ logLevel, logFormat }: Config): Logger {
  const automatic = process.stdout.isTTY ? 'pretty' : 'json';
  return createLogger({ level: logLevel, format: logFormat === 'auto' ? automatic : logFormat });
}
