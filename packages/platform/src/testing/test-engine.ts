import type { Clock } from '@quotewright/kernel';
import { describe } from 'vitest';
import type { MigrationSource } from '../postgres/migration.ts';
import type { OwnedDatabase } from '../postgres/owned-database.ts';
import { embeddedTestEngine } from './embedded-test-engine.ts';
import { postgresTestEngine } from './postgres-test-engine.ts';

export interface TestDatabaseOptions {
  /** The contexts' sources; the platform's are always first. */
  readonly migrations: readonly MigrationSource[];
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Connections on real PostgreSQL; default 10. */
  readonly poolSize?: number;
}

/** A migrated, empty database of its own. */
export interface TestDatabase {
  readonly db: OwnedDatabase;
  /** Real PostgreSQL only: for tests of several processes. */
  readonly url?: string;
  close(): Promise<void>;
}

export interface TestEngine {
  readonly name: 'postgres' | 'embedded';
  open(options: TestDatabaseOptions): Promise<TestDatabase>;
}

/** A suite that must hold on real PostgreSQL and on the embedded engine. */
export function describeOnEachEngine(title: string, body: (engine: TestEngine) => void): void {
  describeOnPostgres(`${title} (postgres)`, body);
  describe(`${title} (embedded)`, () => body(embeddedTestEngine));
}

/** A suite that needs a real server: concurrency, limits, lost connections. Skipped, with the reason, where there is none. */
export function describeOnPostgres(title: string, body: (engine: TestEngine) => void): void {
  const serverUrl = process.env['DATABASE_URL'] || undefined;
  if (serverUrl === undefined) {
    describe.skip(`${title} [no PostgreSQL: set DATABASE_URL or install its server programs]`, () => {
      body(postgresTestEngine('postgres://none'));
    });
  } else {
    describe(title, () => body(postgresTestEngine(serverUrl)));
  }
}
