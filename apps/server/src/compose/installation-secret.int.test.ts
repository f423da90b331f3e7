import { systemClock } from '@quotewright/kernel';
import { loadConfig } from '@quotewright/platform/config';
import { openPostgres, queries } from '@quotewright/platform/postgres';
import { describeOnEachEngine, describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backupTables } from '../backup/catalog-of-tables.ts';
import { openInstallation } from './installation.ts';
import { findInstallationSecret, installationSecret } from './installation-secret.ts';

describeOnEachEngine('the installation’s own secret', (engine) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterEach(() => database.close());

  it('is made when it is needed first, and then stays', async () => {
    expect(await findInstallationSecret(database.db)).toBeUndefined();
    const made = await installationSecret(database.db);
    expect(made).toHaveLength(32);
    expect(await installationSecret(database.db)).toEqual(made);
    expect(await findInstallationSecret(database.db)).toEqual(made);
  });

  it('is another one in another installation', async () => {
    const other = await engine.open({ migrations: [] });
    expect(await installationSecret(other.db)).not.toEqual(await installationSecret(database.db));
    await other.close();
  });

  it('is for the owner alone', async () => {
    await installationSecret(database.db);
    for (const statement of ['select * from platform.cache_secret', 'delete from platform.cache_secret']) {
      const asSystem = database.db.withSystem((tx) => sql.raw(statement).execute(queries(tx)));
      await expect(asSystem).rejects.toMatchObject({ code: '42501' });
      const asApplication = database.db.withTenant('acme' as never, 'write', (tx) =>
        sql.raw(statement).execute(queries(tx)),
      );
      await expect(asApplication).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('is in no backup', async () => {
    const tables = await database.db.asOwner(backupTables);
    expect(tables.map(({ name }) => name)).toContain('platform.installation');
    expect(tables.map(({ name }) => name)).not.toContain('platform.cache_secret');
  });
});

describeOnPostgres('processes that start at once', (engine) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterEach(() => database.close());

  it('agree on one secret', async () => {
    const other = openPostgres({ url: database.url as string, clock: systemClock, poolSize: 10 });
    const asked = Array.from({ length: 12 }, (_, at) =>
      installationSecret(at % 2 === 0 ? database.db : other),
    );
    const secrets = (await Promise.all(asked)).map((secret) => Buffer.from(secret).toString('hex'));
    await other.close();
    expect(new Set(secrets).size).toBe(1);
  });

  it('wait for the one that is making it', async () => {
    const other = openPostgres({ url: database.url as string, clock: systemClock, poolSize: 2 });
    const theirs = Buffer.alloc(32, 7);
    const watch = await database.db.asOwner(async (session) => {
      await session.script('begin');
      await session.query("insert into platform.cache_secret (id, secret) values ('installation', $1)", [
        theirs,
      ]);
      const ours = installationSecret(other);
      await expect
        .poll(async () => {
          const { rows } = await session.query('select from pg_locks where not granted');
          return rows.length;
        })
        .toBeGreaterThan(0);
      await session.script('commit');
      return { ours };
    });
    expect(Buffer.from(await watch.ours)).toEqual(theirs);
    await other.close();
  });

  it('open an installation without any setting', async () => {
    const config = loadConfig({ DATABASE_URL: database.url });
    const opened = await Promise.all([openInstallation(config), openInstallation(config)]);
    const { rows } = await database.db.asOwner((session) =>
      session.query('select id from platform.cache_secret'),
    );
    expect(rows).toEqual([{ id: 'installation' }]);
    for (const installation of opened) await installation.close();
  });

  it('make none where copies are off', async () => {
    const config = loadConfig({ DATABASE_URL: database.url, QUOTEWRIGHT_CACHE: 'off' });
    const installation = await openInstallation(config);
    expect(await findInstallationSecret(database.db)).toBeUndefined();
    await installation.close();
  });
});
