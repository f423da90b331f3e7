import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { systemPrincipal } from '../auth/principal.ts';
import { runDueJobs } from '../jobs/index.ts';
import { enqueueJob } from '../jobs/job-queue.ts';
import { createLogger } from '../telemetry/logger.ts';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { expireFiles } from './expire-files.job.ts';
import { pgFileStore } from './file-store.pg.ts';
import { fileModule } from './index.ts';
import { ownFiles } from './own-files.ts';

const sam: TestPrincipal = { tenant: 'acme', subject: 'sam', roles: ['sales'] };
const DAY_MS = 86_400_000;

describeOnEachEngine('files over HTTP', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    server = await testServer({
      modules: [fileModule({ database: database.db })],
      database: database.db,
      clock,
    });
  });
  beforeEach(() => clock.advance(2 * DAY_MS));
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const upload = (body: string | Buffer, type = 'text/csv', query = '', as = sam) =>
    server.request('POST', `/files${query}`, { as, body, headers: { 'content-type': type } });
  const read = (path: string, as = sam) => server.request('GET', `/files${path}`, { as });

  it('keep a text byte for byte, and say what it is', async () => {
    const { status, json, headers } = await upload(
      'a;ü\r\n',
      'text/csv; charset=utf-8',
      `?name=${encodeURIComponent("o'ü (1).csv")}`,
    );
    expect(status).toBe(201);
    expect(json).toMatchObject({ name: "o'ü (1).csv", mediaType: 'text/csv', size: 6 });
    expect(Date.parse(json.expiresAt) - Date.parse(json.createdAt)).toBe(DAY_MS);
    expect(headers['location']).toBe(`/api/v1/files/${json.id}`);
    expect((await read(`/${json.id}`)).json).toEqual(json);
    const content = await read(`/${json.id}/content`);
    expect(content.text).toBe('a;ü\r\n');
    expect(content.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': "attachment; filename*=UTF-8''o%27%C3%BC%20%281%29.csv",
      etag: `"${json.contentHash}"`,
    });
  });

  it('keep JSON as it was written, once it is known to be JSON', async () => {
    const text = '{ "b": 1.0,\n "a": 2 }';
    const { json } = await upload(text, 'application/json');
    expect((await read(`/${json.id}/content`)).text).toBe(text);
    expect(await upload('{ "a": ', 'application/json')).toMatchObject({
      status: 400,
      json: { code: 'MALFORMED_JSON' },
    });
  });

  it('are texts of a few types, not empty and not too large', async () => {
    expect(await upload('PK', 'application/zip')).toMatchObject({ status: 415 });
    expect(await upload(Buffer.alloc(16 * 1_048_576 + 1, 'a'))).toMatchObject({ status: 413 });
    expect(await upload('')).toMatchObject({ status: 422, json: { code: 'FILE_EMPTY' } });
    const odd = await upload(Buffer.from([0x61, 0x0a, 0xff]));
    expect(odd).toMatchObject({
      status: 422,
      json: { code: 'FILE_NOT_TEXT', errors: [{ line: 2, column: 1 }] },
    });
  });

  it('take 16 MiB', async () => {
    const content = Buffer.alloc(16 * 1_048_576, 'line\n');
    const { status, json } = await upload(content, 'text/plain');
    expect([status, json.size]).toEqual([201, content.byteLength]);
    expect((await read(`/${json.id}/content`)).text === content.toString()).toBe(true);
  });

  it('are there for their owner alone', async () => {
    const { json } = await upload('a');
    for (const as of [
      { ...sam, subject: 'olga', roles: ['admin'] },
      { ...sam, tenant: 'globex' },
    ]) {
      for (const path of [`/${json.id}`, `/${json.id}/content`])
        expect(await read(path, as)).toMatchObject({ status: 404, json: { code: 'FILE_NOT_FOUND' } });
      expect(await server.request('DELETE', `/files/${json.id}`, { as })).toMatchObject({ status: 404 });
      expect((await read('', as)).json.items).toEqual([]);
    }
    expect(await read(`/${json.id}`)).toMatchObject({ status: 200 });
    expect(await upload('a', 'text/csv', '', { ...sam, roles: ['nobody'] })).toMatchObject({ status: 403 });
  });

  it('are gone when their owner deletes them, and the trail says so without what was in them', async () => {
    const { json } = await upload('secret');
    expect(await server.request('DELETE', `/files/${json.id}`, { as: sam })).toMatchObject({ status: 204 });
    expect(await read(`/${json.id}`)).toMatchObject({ status: 404 });
    const { items } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      listAudit(tx, { entity: { type: 'file', id: json.id } }, { limit: 9 }),
    );
    expect(items.map(({ action }) => action)).toEqual(['file.remove', 'file.add']);
    expect(JSON.stringify(items)).not.toContain('secret');
  });

  it('are one when the same command comes twice', async () => {
    const send = () =>
      server.request('POST', '/files', {
        as: sam,
        body: 'twice',
        headers: { 'content-type': 'text/plain', 'idempotency-key': 'one' },
      });
    expect((await send()).json.id).toBe((await send()).json.id);
  });

  it('are gone after a day unless they were to be kept, and the night clears up behind them', async () => {
    const passing = await upload('passing');
    const kept = await upload('kept', 'text/csv', '?keep=true');
    expect(kept.json).not.toHaveProperty('expiresAt');
    clock.advance(DAY_MS - 1);
    expect(await read(`/${passing.json.id}`)).toMatchObject({ status: 200 });
    clock.advance(1);
    expect(await read(`/${passing.json.id}`)).toMatchObject({ status: 404 });
    const acme = tenantId('acme');
    const { type, input } = expireFiles(database.db, pgFileStore).schedule;
    await database.db.withTenant(acme, 'write', (tx) =>
      enqueueJob(tx, { type, input, actor: systemPrincipal(acme, 'test') }),
    );
    const { jobs: handlers } = fileModule({ database: database.db });
    const log = createLogger({ level: 'silent', format: 'json' });
    await runDueJobs({ database: database.db, handlers, clock, log });
    const left = await database.db.withTenant(acme, 'write', (tx) => pgFileStore.deleteExpired(tx, 100));
    expect(left).toBe(0);
    expect((await read(`/${kept.json.id}/content`)).text).toBe('kept');
  });

  it('are not more than a tenant may keep', async () => {
    const initech = tenantId('initech');
    const files = ownFiles(pgFileStore, { files: 2, bytes: 10 });
    const actor = { ...systemPrincipal(initech, 'test'), subject: 'ina' };
    const add = (text: string) =>
      database.db.withTenant(initech, 'write', (tx) =>
        files.add(tx, actor, { mediaType: 'text/csv', content: Buffer.from(text), keep: true }),
      );
    const full = { code: 'FILE_QUOTA_EXCEEDED' };
    const first = await add('123456');
    await expect(add('12345')).rejects.toMatchObject(full);
    await add('1234');
    await expect(add('x')).rejects.toMatchObject(full);
    await database.db.withTenant(initech, 'write', (tx) => files.remove(tx, actor, first.id));
    expect((await add('123456')).size).toBe(6);
  });

  it('are not more than that when two come at once', async () => {
    const hooli = tenantId('hooli');
    const files = ownFiles(pgFileStore, { files: 9, bytes: 10 });
    const actor = { ...systemPrincipal(hooli, 'test'), subject: 'hal' };
    const sent = { mediaType: 'text/csv', content: Buffer.from('123456'), keep: true };
    const ends = await Promise.allSettled(
      [1, 2, 3].map(() => database.db.withTenant(hooli, 'write', (tx) => files.add(tx, actor, sent))),
    );
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
