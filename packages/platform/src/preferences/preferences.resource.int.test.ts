import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { preferenceModule } from './index.ts';

const sam: TestPrincipal = { tenant: 'acme', subject: 'sam', roles: ['sales'] };
const FILTERS = { columns: ['number', 'total'], filters: { state: 'draft' }, sort: '-createdAt' };

describeOnEachEngine('preferences of views', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    server = await testServer({ modules: [preferenceModule()], database: database.db, clock });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const send = (method: string, view: string, body?: unknown, etag?: string, as = sam) =>
    server.request(method, `/me/preferences/${view}`, {
      as,
      ...(body !== undefined && { body }),
      headers: etag === undefined ? {} : { 'if-match': etag },
    });

  it('are what the client has said last, and nobody overwrites what he has not seen', async () => {
    expect(await send('GET', 'quotes')).toMatchObject({
      status: 404,
      json: { code: 'PREFERENCE_NOT_FOUND' },
    });
    const first = await send('PUT', 'quotes', FILTERS);
    expect(first).toMatchObject({
      status: 200,
      json: { view: 'quotes', document: FILTERS, version: 1, updatedAt: '2026-03-01T09:00:00.000Z' },
    });
    const etag = first.headers['etag'];
    expect((await send('GET', 'quotes')).headers['etag']).toBe(etag);
    expect(await send('PUT', 'quotes', {})).toMatchObject({
      status: 428,
      json: { code: 'PREFERENCE_EXISTS' },
    });
    const second = await send('PUT', 'quotes', { sort: 'name' }, etag);
    expect(second.json).toMatchObject({ document: { sort: 'name' }, version: 2 });
    const stale = { status: 412, json: { code: 'PREFERENCE_VERSION_MISMATCH', currentVersion: 2 } };
    expect(await send('PUT', 'quotes', {}, etag)).toMatchObject(stale);
    expect(await send('DELETE', 'quotes', undefined, etag)).toMatchObject(stale);
    expect(await send('DELETE', 'quotes', undefined, second.headers['etag'])).toMatchObject({ status: 204 });
    expect(await send('PUT', 'quotes', {}, second.headers['etag'])).toMatchObject({ status: 412 });
    expect(await send('DELETE', 'quotes')).toMatchObject({ status: 404 });
  });

  it('are kept by one of two windows that save for the first time at once', async () => {
    const both = await Promise.all([1, 2].map((one) => send('PUT', 'orders', { one })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 428]);
  });

  it('are of one person in one tenant', async () => {
    await send('PUT', 'accounts', FILTERS);
    for (const as of [
      { ...sam, subject: 'olga' },
      { ...sam, tenant: 'globex' },
    ]) {
      expect(await send('GET', 'accounts', undefined, undefined, as)).toMatchObject({ status: 404 });
      expect(await send('PUT', 'accounts', { own: true }, undefined, as)).toMatchObject({ status: 200 });
    }
    expect((await send('GET', 'accounts')).json.document).toEqual(FILTERS);
  });

  it('are objects of at most 16 KiB, for at most 100 views with plain names', async () => {
    expect(await send('PUT', 'big', { a: 'x'.repeat(16_376) })).toMatchObject({ status: 200 });
    expect(await send('PUT', 'bigger', { a: 'x'.repeat(16_377) })).toMatchObject({
      status: 413,
      json: { code: 'PREFERENCE_TOO_LARGE' },
    });
    expect(await send('PUT', 'list', [1])).toMatchObject({ status: 400 });
    expect(await send('PUT', 'No-View', {})).toMatchObject({ status: 404 });
    const many = { ...sam, subject: 'many' };
    for (let view = 0; view < 100; view += 1)
      expect((await send('PUT', `view-${view}`, {}, undefined, many)).status).toBe(200);
    expect(await send('PUT', 'one-more', {}, undefined, many)).toMatchObject({
      status: 409,
      json: { code: 'PREFERENCE_LIMIT_REACHED' },
    });
    expect(await send('PUT', 'view-7', { more: true }, '"1"', many)).toMatchObject({ status: 200 });
  });
});
