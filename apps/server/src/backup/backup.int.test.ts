import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { accountsModule } from '@quotewright/accounts';
import { systemClock, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { migrate, type OwnedDatabase, openEmbedded, type SqlSession } from '@quotewright/platform/postgres';
import { tenancyModule } from '@quotewright/tenancy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupTables } from './catalog-of-tables.ts';
import { restoreArchive } from './restore-archive.ts';
import { archiveLines } from './write-archive.ts';
import { writeArchiveFile } from './write-archive-file.ts';

const silent = { update: () => {} };
const tenant = tenantId('acme');
const actor = systemPrincipal(tenant, 'test');

/** An embedded installation with two of the contexts: enough for every kind of column. */
async function installation(snapshot?: Blob) {
  const options = {
    directory: 'memory',
    clock: systemClock,
    ...(snapshot === undefined ? {} : { snapshot }),
  };
  const database = await openEmbedded(options);
  const tenancy = tenancyModule({ database, permissions: () => [] });
  const accounts = accountsModule({ tenancy: tenancy.api });
  await migrate(
    database,
    [tenancy, accounts].flatMap(({ migrations }) => migrations ?? []),
  );
  return { database, tenancy, accounts };
}

async function everyRow(database: OwnedDatabase): Promise<Record<string, readonly unknown[]>> {
  return database.asOwner(async (session: SqlSession) => {
    const rows: Record<string, readonly unknown[]> = {};
    for (const { name } of await backupTables(session)) {
      const result = await session.query(`select to_jsonb(t)::text as row from ${name} t order by 1`);
      rows[name] = result.rows.map(({ row }) => row);
    }
    return rows;
  });
}

describe('a backup', () => {
  let folder: string;
  let archive: string;
  let source: Awaited<ReturnType<typeof installation>>;
  let empty: Blob;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotewright-backup-'));
    archive = join(folder, 'all.backup.gz');
    source = await installation();
    empty = await source.database.snapshot();
    await source.database.withTenant(tenant, 'write', async (tx) => {
      await source.tenancy.createTenant(tx, actor, { name: 'Acme "Ltd" \\ ümlaut 😀' });
      await source.accounts.createAccount(tx, actor, {
        name: 'Müller & Söhne',
        type: 'customer',
        segment: 'enterprise',
        customerType: 'business',
      });
    });
    await source.database.asOwner((session) =>
      writeArchiveFile(archive, archiveLines(session, Date.now(), silent)),
    );
  });

  afterAll(async () => {
    await source.database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const restoreInto = (database: OwnedDatabase, file: string) =>
    database.asOwner((session) => restoreArchive(session, file, silent));

  it('brings back every row of every table, and raises the truth epoch', async () => {
    const target = await installation(empty);
    await restoreInto(target.database, archive);
    const { 'platform.installation': before, ...expected } = await everyRow(source.database);
    const { 'platform.installation': after, ...restored } = await everyRow(target.database);
    expect(restored).toEqual(expected);
    const [was, is] = [before, after].map((rows) => JSON.parse(String(rows?.[0])));
    expect(is).toEqual({ ...was, truth_epoch: was.truth_epoch + 1 });
    await target.database.close();
  });

  it('keeps json columns in their very bytes, and rows larger than a batch', async () => {
    const text = '{"zz":1,  "amount":"1.10", "b":[2,1], "zero":"\\u0000"}';
    const large = JSON.stringify({ name: 'x'.repeat(6_000_000) });
    const from = await installation(empty);
    await from.database.asOwner(async (session) => {
      for (const input of [text, large, large]) {
        await session.query(
          `insert into platform.job (tenant_id, id, type, state, input, actor, due_at, created_at)
           values ('acme', gen_random_uuid(), 't', 'queued', $1::json, '{}', now(), now())`,
          [input],
        );
      }
    });
    const file = join(folder, 'large.backup.gz');
    await from.database.asOwner((session) =>
      writeArchiveFile(file, archiveLines(session, Date.now(), silent)),
    );
    const target = await installation(empty);
    await restoreInto(target.database, file);
    const inputs = await target.database.asOwner((session) =>
      session.query('select input::text as input from platform.job order by length(input::text)'),
    );
    expect(inputs.rows.map(({ input }) => input)).toEqual([text, large, large]);
    await from.database.close();
    await target.database.close();
  });

  it('lets an installation go on: new rows take identities after the restored ones', async () => {
    const target = await installation(empty);
    await restoreInto(target.database, archive);
    const account = await target.database.withTenant(tenant, 'write', (tx) =>
      target.accounts.createAccount(tx, actor, {
        name: 'New',
        type: 'customer',
        segment: 'x1',
        customerType: 'business',
      }),
    );
    expect(account.version).toBe(1);
    await target.database.close();
  });

  it('is refused whole when it is damaged, belongs to another schema, or the target has data', async () => {
    const target = await installation(empty);
    const whole = gunzipSync(await readFile(archive)).toString('utf8');
    const lines = whole.trimEnd().split('\n');
    const damaged: Readonly<Record<string, readonly [Buffer, string]>> = {
      'a changed value': [gzipSync(whole.replace('enterprise', 'consumerXX')), 'BACKUP_DAMAGED'],
      'a missing row': [gzipSync(lines.toSpliced(-2, 1).join('\n')), 'BACKUP_DAMAGED'],
      'a missing end': [gzipSync(lines.slice(0, -1).join('\n')), 'BACKUP_DAMAGED'],
      'a cut file': [gzipSync(whole).subarray(0, 400), 'BACKUP_DAMAGED'],
      'no header': [gzipSync(lines.slice(1).join('\n')), 'BACKUP_DAMAGED'],
      'no archive': [gzipSync('{"hello":"world"}\n'), 'BACKUP_DAMAGED'],
      'another schema': [gzipSync(whole.replace('"number":1', '"number":9')), 'BACKUP_SCHEMA_DIFFERS'],
    };
    const before = await everyRow(target.database);
    for (const [what, [bytes, code]] of Object.entries(damaged)) {
      const file = join(folder, 'damaged.backup.gz');
      await writeFile(file, bytes);
      await expect(restoreInto(target.database, file), what).rejects.toMatchObject({ code });
    }
    expect(await everyRow(target.database)).toEqual(before);
    await expect(restoreInto(source.database, archive)).rejects.toMatchObject({
      code: 'BACKUP_TARGET_NOT_EMPTY',
    });
    await target.database.close();
  });
});
