import type { Limits } from '@quotewright/acceleration';
import { type Clock, systemClock } from '@quotewright/kernel';
import { isLoopback } from '@quotewright/platform/auth';
import { cacheQuarantine } from '@quotewright/platform/cache';
import type { Config } from '@quotewright/platform/config';
import {
  type AppliedMigration,
  type DatabaseLogger,
  type MigrationReport,
  migrate,
  type OwnedDatabase,
  pendingMigrations,
  silentLogger,
} from '@quotewright/platform/postgres';
import { createMetrics, type Metrics } from '@quotewright/platform/telemetry';
import { priceCategories } from '@quotewright/pricing';
import type { Installation as InstallationIdentity, PermissionUpgrade } from '@quotewright/tenancy';
import { cacheKeyRing } from './cache-secrets.ts';
import { type OpenCaches, openCaches } from './caches.ts';
import { describeModules } from './describe-modules.ts';
import { openEmbeddedDatabase } from './embedded.ts';
import { openExternalSystems } from './external-systems.ts';
import { installationIdentity } from './installation-identity.ts';
import { installationSecret } from './installation-secret.ts';
import { openLimits } from './limits.ts';
import { composeModules, type Modules, type WebhookSettings } from './modules.ts';
import { priceAlarm } from './price-alarm.ts';
import { openStandardDatabase } from './standard.ts';

export interface CompositionDeps {
  readonly clock: Clock;
  readonly logger?: DatabaseLogger;
  readonly onRetry?: (sqlState: string) => void;
  /** Where the layer of copies shows what it does. */
  readonly metrics?: Metrics;
}

/** An opened installation: its database, up to date and with its door checked, its copies, and the contexts on them. */
export interface Installation {
  readonly database: OwnedDatabase;
  readonly identity: InstallationIdentity;
  /** Absent where the configuration turns copies off. */
  readonly caches?: OpenCaches;
  /** Of requests and of calls to external systems. */
  readonly limits: Limits;
  readonly modules: Modules;
  readonly migrated: MigrationReport;
  /** What existing tenants were granted of what this release adds. */
  readonly granted: PermissionUpgrade;
  close(): Promise<void>;
}

/** Opens what the configuration names and brings its schema and its tenants' policies up to date. Throws what the database refuses with. */
export function openInstallation(config: Config, deps: CompositionDeps = SYSTEM): Promise<Installation> {
  return opened(config, deps, async (database) => {
    const described = describeModules();
    const migrated = await migrate(database, migrationsOf(described));
    await database.verifyDoor();
    const identity = await installationIdentity(database);
    const categories = described.caches.map(({ category }) => category);
    const { logger = silentLogger } = deps;
    const keyRing = async () => cacheKeyRing(config, identity, await installationSecret(database));
    const caches = await openCaches(config, { ...deps, logger, database, identity, categories, keyRing });
    const webhooks = webhookSettings(config);
    const copies = caches && { caches };
    const quarantine = cacheQuarantine({ database, ...copies });
    const alarm = priceAlarm({
      ...deps,
      logger,
      quarantine,
      categories: [...priceCategories, 'catalog.offering'],
    });
    const declaredCaches = described.caches;
    const secureCookies = needsHttps(config);
    const { metrics, clock } = deps;
    const { registry } = metrics ?? createMetrics();
    const counting = await openLimits(caches, config, { clock, identity });
    const { limits } = counting;
    const external = openExternalSystems(config, { database, limits, clock, registry });
    const modules = composeModules({
      database,
      ...copies,
      webhooks,
      priceAlarm: alarm,
      declaredCaches,
      secureCookies,
      quotaCeiling: config.quotaCeiling,
      circuits: external.circuits,
    });
    const close = async () => {
      await modules.close();
      await counting.close();
      await caches?.close();
      await database.close();
    };
    const granted = await modules.tenancy.grantNewPermissions();
    return { database, identity, ...(caches && { caches }), limits, modules, migrated, granted, close };
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
    const pending = await pendingMigrations(database, migrationsOf(describeModules()));
    return { database, pending, close: () => database.close() };
  });
}

/** The same for whoever accepts subscriptions and whoever sends. */
export function webhookSettings({ webhookSecretKey, webhookPrivateTargets }: Config): WebhookSettings {
  return {
    privateTargets: webhookPrivateTargets,
    ...(webhookSecretKey !== undefined && { secretKey: webhookSecretKey }),
  };
}

/** Whether browsers must come by https: always, but for a person at the machine itself. */
export const needsHttps = ({ host }: Config): boolean => !isLoopback(host);

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
