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
  close(): Promise<void>;
}

/** Opens what the configuration names and brings its schema up to date. Throws what the database refuses with. */
export async function openInstallation(
  config: Config,
  deps: CompositionDeps = { clock: systemClock },
): Promise<Installation> {
  const database = await openDatabase(config, deps);
  try {
    const modules = composeModules(database);
    const migrated = await migrate(
      database,
      modules.contexts.map((context) => context.migrations),
    );
    await database.verifyDoor();
    return { database, modules, migrated, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An installation as it is found: for looking at it and for backups, which must not change it. */
export interface FoundInstallation {
  readonly database: OwnedDatabase;
  /** What this program would still apply to its schema. */
  readonly pending: readonly AppliedMigration[];
  close(): Promise<void>;
}

export async function findInstallation(
  config: Config,
  deps: CompositionDeps = { clock: systemClock },
): Promise<FoundInstallation> {
  const database = await openDatabase(config, deps);
  try {
    const sources = composeModules(database).contexts.map((context) => context.migrations);
    const pending = await pendingMigrations(database, sources);
    return { database, pending, close: () => database.close() };
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
