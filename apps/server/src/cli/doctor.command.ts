import { DomainError } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withFoundInstallation } from './with-installation.ts';

interface Finding {
  readonly state: 'ok' | 'note' | 'bad';
  readonly what: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this installation is made of, and what is wrong with it')
    .option(
      '--after-restore',
      'raise the truth epoch: after a database was restored or copied by other means than import',
    )
    .addOption(settingOptions.dataDir)
    .action(async (options: SettingOptions & { readonly afterRestore?: boolean }) => {
      const config = configFor(options);
      const findings = [
        { state: 'ok', what: `Node.js ${process.versions.node}` } as const,
        authentication(config),
        ...(await database(config, options.afterRestore === true)),
      ];
      const mark = { ok: 'ok  ', note: 'note', bad: 'BAD ' };
      for (const { state, what } of findings) console.log(`${mark[state]}  ${what}`);
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = exitCodes.unavailable;
    });
}

function authentication(config: Config): Finding {
  return config.authIssuer === undefined
    ? {
        state: 'note',
        what: 'development tokens are believed (QUOTEWRIGHT_AUTH_ISSUER is not set): loopback only',
      }
    : { state: 'ok', what: `tokens of ${config.authIssuer}` };
}

async function database(config: Config, raiseEpoch: boolean): Promise<Finding[]> {
  const kind =
    config.databaseUrl === undefined ? `embedded database in ${config.dataDirectory}` : 'PostgreSQL';
  try {
    return await withFoundInstallation(config, async ({ database: found, pending }) => {
      const answers: Finding = { state: 'ok', what: `${kind} answers` };
      if (pending.length > 0) {
        const files = pending.map(({ context, name }) => `${context}/${name}`).join(', ');
        return [
          answers,
          { state: 'bad', what: `${pending.length} migrations are pending (quotewright migrate): ${files}` },
        ];
      }
      await found.verifyDoor();
      const { installationId, truthEpoch } = await found.asOwner(async (session) => {
        const raise = 'update platform.installation set truth_epoch = truth_epoch + 1 returning *';
        const { rows } = await session.query(raiseEpoch ? raise : 'select * from platform.installation');
        return { installationId: rows[0]?.['installation_id'], truthEpoch: rows[0]?.['truth_epoch'] };
      });
      return [
        answers,
        { state: 'ok', what: 'the schema is up to date; row-level security binds the application' },
        { state: 'ok', what: `installation ${String(installationId)}, truth epoch ${String(truthEpoch)}` },
      ];
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'DATABASE_DIRECTORY_IN_USE' && !raiseEpoch) {
      return [
        { state: 'note', what: `${error.message} (a running server holds it; that is how it should be)` },
      ];
    }
    return [{ state: 'bad', what: `${kind}: ${error.code}: ${error.message}` }];
  }
}
