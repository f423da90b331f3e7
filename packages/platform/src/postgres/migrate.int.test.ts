import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock, tenantId } from '@quotewright/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnEachEngine, describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { migrate } from './migrate.ts';
import type { MigrationSource } from './migration.ts';
import { openPostgres } from './open-postgres.ts';

let folder: string;
let source: MigrationSource;

const write = (name: string, sql: string) => writeFile(join(folder, name), sql);

const makeFolder = async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  source = { context: 'sample', directory: pathToFileURL(`${folder}/`) };
  await write('000001_first.sql', 'create schema sample; create table sample.first (id int);');
};
const removeFolder = () => rm(folder, { recursive: true });

describeOnEachEngine('migrations', (engine) => {
  let database: TestDatabase;
  beforeEach(async () => {
    await makeFolder();
    database = await engine.open({ migrations: [] });
  });
  afterEach(async () => {
    await database.close();
    await removeFolder();
  });

  const tables = () =>
    database.db.asOwner(async (owner) => {
      const { rows } = await owner.query(
        "select tablename from pg_tables where schemaname = 'sample' order by 1",
      );
      return rows.map((row) => row['tablename']);
    });

  it('applies each file once, in order, and says which', async () => {
    await write(
      '000002_second.sql',
      'create table sample.second (id int); insert into sample.second values (1);',
    );
    expect((await migrate(database.db, [source])).applied).toEqual([
      { context: 'sample', name: '000001_first.sql' },
      { context: 'sample', name: '000002_second.sql' },
    ]);
    expect((await migrate(database.db, [source])).applied).toEqual([]);
    await write('000003_third.sql', 'create table sample.third (id int);');
    expect((await migrate(database.db, [source])).applied).toEqual([
      { context: 'sample', name: '000003_third.sql' },
    ]);
    expect(await tables()).toEqual(['first', 'second', 'third']);
  });

  it('refuses a file that changed after it was applied, by its name', async () => {
    await migrate(database.db, [source]);
    await write('000001_first.sql', 'create schema sample;');
    await write('000002_second.sql', 'create table sample.second (id int);');
    await expect(migrate(database.db, [source])).rejects.toMatchObject({
      code: 'MIGRATION_REFUSED',
      message: expect.stringContaining('sample/000001_first.sql'),
    });
    expect(await tables()).toEqual(['first']);
  });

  it('refuses to work on a database that is newer than the program', async () => {
    await write('000002_second.sql', 'create table sample.second (id int);');
    await migrate(database.db, [source]);
    await rm(join(folder, '000002_second.sql'));
    await expect(migrate(database.db, [source])).rejects.toMatchObject({
      code: 'MIGRATION_REFUSED',
      message: expect.stringContaining('older than the database'),
    });
  });

  it.each(['000003_gap.sql', '000001_twice.sql', '2_short.sql', '000002-dash.sql'])(
    'refuses a folder with %s beside 000001_first.sql',
    async (name) => {
      await write(name, 'select 1;');
      await expect(migrate(database.db, [source])).rejects.toMatchObject({ code: 'MIGRATION_REFUSED' });
      expect(await tables()).toEqual([]);
    },
  );

  it('undoes a file that fails, keeps the ones before it, and goes on from there', async () => {
    await write('000002_second.sql', 'create table sample.second (id int); select 1 / 0;');
    await expect(migrate(database.db, [source])).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('sample/000002_second.sql: division by zero'),
    });
    expect(await tables()).toEqual(['first']);
    await write('000002_second.sql', 'create table sample.second (id int);');
    await migrate(database.db, [source]);
    expect(await tables()).toEqual(['first', 'second']);
  });

  it('refuses a table that is made in no schema', async () => {
    await write('000002_second.sql', 'create table nowhere (id int);');
    await expect(migrate(database.db, [source])).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
  });

  it('limits what the application may write where a table says so', async () => {
    await write(
      '000002_log.sql',
      `create table sample.log (tenant_id text not null, id bigserial);
       select platform.protect_tenant_table('sample.log', 'insert');`,
    );
    await migrate(database.db, [source]);
    const run = (statement: string) =>
      database.db.asOwner(async (owner) => {
        await owner.script(`begin; set local role qw_app; set local app.tenant_id = 'acme'`);
        await owner.script(statement).finally(() => owner.script('rollback'));
      });
    await expect(run("insert into sample.log (tenant_id) values ('acme')")).resolves.toBeUndefined();
    await expect(run("update sample.log set tenant_id = 'acme'")).rejects.toMatchObject({ code: '42501' });
    await expect(run('delete from sample.log')).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses to grant what is no write', async () => {
    await write(
      '000002_log.sql',
      `create table sample.log (tenant_id text not null);
       select platform.protect_tenant_table('sample.log', 'insert, truncate');`,
    );
    await expect(migrate(database.db, [source])).rejects.toThrow(/truncate/);
  });
});

describeOnPostgres('migrations of several processes', (engine) => {
  let database: TestDatabase;
  beforeEach(async () => {
    await makeFolder();
    database = await engine.open({ migrations: [] });
  });
  afterEach(async () => {
    await database.close();
    await removeFolder();
  });

  it('are applied by one of them', async () => {
    const databases = Array.from({ length: 4 }, () =>
      openPostgres({ url: database.url as string, clock: systemClock }),
    );
    try {
      const reports = await Promise.all(databases.map((each) => migrate(each, [source])));
      expect(reports.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 1]);
    } finally {
      await Promise.all(databases.map((each) => each.close()));
    }
  });

  it('work in empty databases of one server at the same time, which share the roles', async () => {
    const names = Array.from(
      { length: 4 },
      (_, index) => `${new URL(database.url as string).pathname.slice(1)}_${index}`,
    );
    for (const name of names) await database.db.asOwner((owner) => owner.query(`create database ${name}`));
    try {
      await Promise.all(
        names.map(async (name) => {
          const each = openPostgres({ url: new URL(`/${name}`, database.url).href, clock: systemClock });
          await migrate(each, [source]).finally(() => each.close());
        }),
      );
    } finally {
      for (const name of names) await database.db.asOwner((owner) => owner.query(`drop database ${name}`));
    }
  });

  it('need no superuser: an owner that may create roles is enough', async () => {
    const name = `${new URL(database.url as string).pathname.slice(1)}_owner`;
    const server = (statement: string) => database.db.asOwner((owner) => owner.query(statement));
    await server(`create role ${name} login createrole password 'secret'`);
    // PostgreSQL 16 and newer: an administrator of the role must have granted it.
    await server(`grant qw_app, qw_system to ${name}`);
    await server(`create database ${name} owner ${name}`);
    try {
      const url = new URL(`/${name}`, database.url);
      url.username = name;
      url.password = 'secret';
      const owned = openPostgres({ url: url.href, clock: systemClock });
      await migrate(owned, [source]);
      await owned.verifyDoor();
      await owned.withTenant(tenantId('acme'), 'write', async () => {});
      await owned.close();
    } finally {
      await server(`drop database if exists ${name}`);
      await server(`drop role ${name}`);
    }
  });
});
