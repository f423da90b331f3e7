import { DomainError } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import { Command } from 'commander';
import { examineAuthentication } from './doctor/authentication.ts';
import { examineCacheSecrets } from './doctor/cache-secrets.ts';
import { examineDatabase } from './doctor/database.ts';
import { examineEvents } from './doctor/events.ts';
import { examineExternalSystems } from './doctor/external-systems.ts';
import type { Finding } from './doctor/finding.ts';
import { examineStore } from './doctor/store.ts';
import { examineWork } from './doctor/work.ts';
import { exitCodes } from './exit-codes.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withFoundInstallation } from './with-installation.ts';

const MARK = { ok: 'ok  ', note: 'note', slow: 'SLOW', bad: 'BAD ' } as const;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'say what this installation is made of, what is degraded or behind, and what is wrong with it',
    )
    .option(
      '--after-restore',
      'raise the truth epoch: after a database was restored or copied by other means than import',
    )
    .addOption(settingOptions.dataDir)
    .action(async (options: SettingOptions & { readonly afterRestore?: boolean }) => {
      const config = configFor(options);
      const findings: readonly Finding[] = [
        { state: 'ok', what: `Node.js ${process.versions.node}` },
        examineAuthentication(config),
        ...(await examineInstallation(config, options.afterRestore === true)),
      ];
      for (const { state, what } of findings) console.log(`${MARK[state]}  ${what}`);
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = exitCodes.unavailable;
    });
}

async function examineInstallation(config: Config, raiseEpoch: boolean): Promise<readonly Finding[]> {
  const kind =
    config.databaseUrl === undefined ? `embedded database in ${config.dataDirectory}` : 'PostgreSQL';
  try {
    return await withFoundInstallation(config, async (found) => {
      const { findings, identity } = await examineDatabase(found, kind, raiseEpoch);
      if (identity === undefined) return findings;
      return [
        ...findings,
        ...(await examineStore(config, identity)),
        ...(await examineCacheSecrets(config, found.database)),
        ...(await examineWork(found.database)),
        ...(await examineEvents(config, found.database, identity)),
        ...(await examineExternalSystems(config, found.database)),
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
