import { type Clock, systemClock } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import {
  type AppliedMigration,
  type DatabaseLogger,
  type MigrationReport,
  migrate,
  type OwnedDatabase,
  pendingMigrations,
} from '@quotewright/platform/postgres';
import type { PermissionUpgrade } from '@quotewright/tenancy';
import { openEmbeddedDatabase } from './embedded.ts';
import { composeModules, type Modules } from './modules.ts';
import { openStandardDatabase } from './standard.ts';

export interface CompositionDeps {
  readonly clock: Clock;
  readonly logger?: DatabaseLogger;
  readonly onRetry?: (sqlState: string) => void;
}

/** An opened installation: its database, up to date and with its door checked, and the contexts on it. */
export interface Installation {
  readonly database: OwnedDatabase;
  readonly modules: Modules;
  readonly migrated: MigrationReport;
  /** What existing tenants were granted of what this release adds. */
  readonly granted: PermissionUpgrade;
  close(): Promise<void>;
}

/** Opens what the configuration names and brings its schema and its tenants' policies up to date. Throws what the database refuses with. */
export function openInstallation(config: Config, deps: CompositionDeps = SYSTEM): Promise<Installation> {
  return opened(config, deps, async (database) => {
    const modules = composeModules(database);
    const migrated = await migrate(database, migrationsOf(modules));
    await database.verifyDoor();
    const granted = await modules.tenancy.grantNewPermissions();
    const close = async () => {
      await modules.close();
      await database.close();
    };
    return { database, modules, migrated, granted, close };
  });
}

/** An installation as it is found: for looking at it and for backups, which must not change it. */
export interface FoundInstallation {
  readonly database: OwnedDatabase;
  /** What this program would still apply to its schema. */
  readonly pending: readonly AppliedMigration[];
  close(): Promise<void>;
}

export function findInstallation(config: Config, deps: CompositionDeps = SYSTEM): Promise<FoundInstallation> {
  return opened(config, deps, async (database) => {
    const pending = await pendingMigrations(database, migrationsOf(composeModules(database)));
    return { database, pending, close: () => database.close() };
  });
}

const SYSTEM: CompositionDeps = { clock: systemClock };

const migrationsOf = ({ contexts }: Modules) => contexts.flatMap(({ migrations }) => migrations ?? []);

/** What cannot be prepared is closed again. */
async function opened<T>(
  config: Config,
  deps: CompositionDeps,
  prepare: (database: OwnedDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config, deps);
  try {
    return await prepare(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** PostgreSQL where the configuration names one, else the embedded engine. */
function openDatabase(config: Config, deps: CompositionDeps): Promise<OwnedDatabase> | OwnedDatabase {
  return config.databaseUrl === undefined
    ? openEmbeddedDatabase(config, deps)
    : openStandardDatabase(config, deps);
}
