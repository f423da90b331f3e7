import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandPointers } from '../idempotency/index.ts';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { type TestServer, testServer } from '../testing/test-server.ts';
import { CUP, shopModule } from './fixtures/shop-module.ts';

const ana = { tenant: 'acme', subject: 'ana', roles: ['sales'] };

describeOnPostgres('a command over HTTP', (engine) => {
  let database: TestDatabase;
  let shop: TestServer;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
    shop = await testServer({ modules: [shopModule()], database: database.db });
  });
  afterAll(async () => {
    await shop.close();
    await database.close();
  });

  const sell = (key: string, ifMatch = '"1"', as: object = ana) =>
    shop.request('POST', `/cups/${CUP}/sell`, {
      as: as as typeof ana,
      headers: { 'idempotency-key': key, 'if-match': ifMatch },
    });

  it('has one effect and one answer, byte for byte', async () => {
    const first = await sell('one');
    const second = await sell('one');
    expect(first.status).toBe(200);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      etag: '"2"',
      'content-type': first.headers['content-type'],
      'cache-control': 'private, no-cache',
    });
  });

  it('is replayed before the version is compared: the first request changed it', async () => {
    const first = await sell('two');
    expect(await sell('two', '"99"')).toMatchObject({ status: 200, text: first.text });
    expect(await sell('three', '"99"')).toMatchObject({ status: 412, json: { code: 'CUP_CHANGED' } });
  });

  it('that was refused leaves its key free', async () => {
    expect((await sell('four', '"99"')).status).toBe(412);
    expect((await sell('four')).status).toBe(200);
  });

  it('under a key of another request is refused', async () => {
    const create = (amount: string) =>
      shop.request('POST', '/cups', {
        as: ana,
        body: { price: { amount, currency: 'EUR' } },
        headers: { 'idempotency-key': 'five' },
      });
    expect((await create('1')).status).toBe(201);
    expect(await create('2')).toMatchObject({
      status: 409,
      json: { code: 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD' },
    });
  });

  it('shares its key with no other caller: tenant, person or client', async () => {
    const first = await sell('six');
    for (const other of [{ tenant: 'globex' }, { subject: 'bob' }, { clientId: 'crm' }]) {
      const answer = await sell('six', '"1"', { ...ana, ...other });
      expect(answer.headers['idempotency-replayed']).toBeUndefined();
      expect(answer.text).not.toBe(first.text);
    }
  });

  describe('and the platform itself', () => {
    it('answers 404 for a job that is not there, and refuses half an object in the audit trail', async () => {
      expect(await shop.request('GET', `/jobs/${CUP}`, { as: ana })).toMatchObject({ status: 404 });
      const operator = { ...ana, roles: ['operator'] };
      expect((await shop.request('GET', '/audit', { as: operator })).json).toEqual({ items: [] });
      expect(await shop.request('GET', '/audit?entityType=quote', { as: operator })).toMatchObject({
        status: 400,
      });
      expect(await shop.request('GET', '/audit?cursor=WzFd', { as: operator })).toMatchObject({
        status: 400,
        json: { code: 'CURSOR_INVALID' },
      });
    });
  });

  it('is looked for where a pointer says that it has committed, and nowhere else first', async () => {
    const counted: string[] = [];
    const known = new Set<string>();
    const commandPointers: CommandPointers = {
      isKnown: async ({ key }) => known.has(key),
      remember: async ({ key }) => void known.add(key),
      counted: (outcome) => void counted.push(outcome),
    };
    const pointed = await testServer({
      modules: [shopModule()],
      database: database.db,
      overrides: { commandPointers },
    });
    const create = () =>
      pointed.request('POST', '/cups', {
        as: ana,
        body: { price: { amount: '1', currency: 'EUR' } },
        headers: { 'idempotency-key': 'pointed' },
      });
    const first = await create();
    expect(await create()).toMatchObject({ status: 201, text: first.text });
    expect(counted).toEqual(['none', 'hit']);
    await pointed.close();
  });
});
