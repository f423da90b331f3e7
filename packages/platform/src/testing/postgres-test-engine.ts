import { randomBytes } from 'node:crypto';
import { systemClock } from '@quotewright/kernel';
import pg from 'pg';
import { migrate } from '../postgres/migrate.ts';
import type { MigrationSource } from '../postgres/migration.ts';
import { openPostgres } from '../postgres/open-postgres.ts';
import { migrationsHash } from './migrations-hash.ts';
import type { TestEngine } from './test-engine.ts';

/*
 * Migrating costs a second, cloning a migrated database a tenth of it. The template of a set of migrations
 * is made by whichever worker needs it first. Names begin with the run's id, so that the run can drop them.
 */

const RUN = process.env['QUOTEWRIGHT_TEST_RUN'] ?? `p${process.pid}`;

/** Every database of a test run has a name of this beginning. */
const prefixOf = (run: string): string => `qwtest_${run}_`;

export function postgresTestEngine(serverUrl: string): TestEngine {
  return {
    name: 'postgres',
    async open({ migrations, clock = systemClock, poolSize = 10 }) {
      const name = `${prefixOf(RUN)}${randomBytes(6).toString('hex')}`;
      await onServer(serverUrl, async (server) => {
        const template = await migratedTemplate(server, serverUrl, migrations);
        await server.query(`create database ${name} template ${template}`);
      });
      const url = urlOf(serverUrl, name);
      const db = openPostgres({ url, clock, poolSize });
      return {
        db,
        url,
        async close() {
          await db.close();
          await onServer(serverUrl, (server) => server.query(`drop database if exists ${name} with (force)`));
        },
      };
    },
  };
}

/** Removes what a run left on a server that outlives it: its templates, and databases of tests that were killed. */
export async function dropTestDatabases(serverUrl: string, run: string): Promise<void> {
  await onServer(serverUrl, async (server) => {
    const { rows } = await server.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefixOf(run)],
    );
    for (const { datname } of rows) {
      await server.query(`alter database ${datname} is_template false`);
      await server.query(`drop database ${datname} with (force)`);
    }
  });
}

/** The name of a database with these migrations and nothing else; made now if this run has none yet. */
async function migratedTemplate(
  server: pg.Client,
  serverUrl: string,
  migrations: readonly MigrationSource[],
): Promise<string> {
  const name = `${prefixOf(RUN)}t${(await migrationsHash(migrations)).slice(0, 16)}`;
  const lock = `hashtextextended('${name}', 0)`;
  await server.query(`select pg_advisory_lock(${lock})`);
  try {
    const { rows } = await server.query('select datistemplate from pg_database where datname = $1', [name]);
    if (rows[0]?.datistemplate) return name;
    // Present but no template: whoever was making it died.
    await server.query(`drop database if exists ${name} with (force)`);
    await server.query(`create database ${name}`);
    const database = openPostgres({ url: urlOf(serverUrl, name), clock: systemClock });
    try {
      await migrate(database, migrations);
    } finally {
      await database.close();
    }
    await server.query(`alter database ${name} is_template true`);
    return name;
  } finally {
    await server.query(`select pg_advisory_unlock(${lock})`);
  }
}

async function onServer<T>(url: string, work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
