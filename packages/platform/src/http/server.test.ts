import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from '../testing/test-server.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { CUP, shopModule } from './fixtures/shop-module.ts';

const ana = { tenant: 'acme', subject: 'ana', roles: ['sales'] };
const stranger = { tenant: 'acme', subject: 'bob' };

let database: ReturnType<typeof fakeDatabase>;
let shop: TestServer;

beforeAll(async () => {
  database = fakeDatabase();
  shop = await testServer({ modules: [shopModule()], database });
});
afterAll(() => shop.close());

describe('who may do what', () => {
  it('is asked for a token, by its scheme, before anything else', async () => {
    const answer = await shop.request('POST', '/cups', { body: '{ not json' });
    expect(answer).toMatchObject({ status: 401, json: { code: 'AUTHENTICATION_REQUIRED' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('is refused without the permission, before the body is read', async () => {
    const answer = await shop.request('POST', '/cups', { as: stranger, body: '{ not json' });
    expect(answer).toMatchObject({ status: 403, json: { code: 'FORBIDDEN' } });
  });

  it('works in a transaction of the own tenant: reads in one that cannot write', async () => {
    database.opened.length = 0;
    await shop.request('GET', `/cups/${CUP}`, { as: { ...ana, tenant: 'globex' } });
    await shop.request('POST', '/cups/count', { as: ana });
    expect(database.opened).toEqual(['globex read', 'acme write']);
  });

  it('is the own business of each caller: answers are private, refusals, too', async () => {
    for (const path of [`/cups/${CUP}`, '/cups/unknown', '/cups?limit=0']) {
      const { headers } = await shop.request('GET', path, { as: ana });
      expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Authorization' });
    }
  });
});

describe('a problem', () => {
  it('says what, where, and under which id to ask', async () => {
    const { status, headers, json } = await shop.request('GET', `/cups/${CUP.replace('6f', '00')}`, {
      as: ana,
    });
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json).toEqual({
      type: '/docs/errors#CUP_NOT_FOUND',
      title: 'There is no such cup',
      status: 404,
      code: 'CUP_NOT_FOUND',
      detail: expect.stringContaining('there is no cup'),
      traceId: headers['traceparent']?.split('-')[1],
    });
  });

  it('of ours tells nothing but its trace id', async () => {
    const { status, text, json } = await shop.request('GET', '/broken', { as: ana });
    expect(status).toBe(500);
    expect(Object.keys(json)).toEqual(['type', 'title', 'status', 'code', 'detail', 'traceId']);
    expect(text).not.toMatch(/select|vault|\.ts/);
  });

  it('points to every wrong place of the input', async () => {
    const body = {
      price: { amount: '1,5', currency: 'EUR', tax: 1 },
      items: [{ quantity: '' }, {}],
      colour: 'red',
    };
    const { status, json } = await shop.request('POST', '/cups', { as: ana, body });
    expect(status).toBe(400);
    expect(
      json.errors.map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`),
    ).toEqual([
      '/price/amount INVALID',
      '/price/tax UNKNOWN_MEMBER',
      '/items/0/quantity TOO_SMALL',
      '/items/1/quantity REQUIRED',
      '/colour UNKNOWN_MEMBER',
    ]);
  });

  it.each([
    ['an unknown filter', '?size=big', '/size UNKNOWN_MEMBER'],
    ['a filter sent twice', '?colour=red&colour=blue', '/colour NOT_ALLOWED'],
    ['a limit out of range', '?limit=501', '/limit TOO_LARGE'],
    ['the character U+0000', '?cursor=%00', '/cursor FORMAT'],
    ['a prototype', '?__proto__=1', '/__proto__ UNKNOWN_MEMBER'],
  ])('names %s in the query', async (_, query, expected) => {
    const { status, json } = await shop.request('GET', `/cups${query}`, { as: ana });
    expect(status).toBe(400);
    expect(json.errors.map((e: Record<string, string>) => `${e['in']} ${e['pointer']} ${e['code']}`)).toEqual(
      [`query ${expected}`],
    );
  });
});

describe('an address', () => {
  it.each([
    '/nothing',
    '/cups/not-an-id',
    '/cups/%00',
    '/cups/..%2f..%2fetc%2fpasswd',
    `/cups/${'x'.repeat(500)}`,
    '/cups/%zz',
    '/CUPS',
    '/cups/',
  ])('%s is 404', async (path) => {
    const answer = await shop.request('GET', path, { as: ana });
    expect(answer).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
    expect(answer.headers['x-request-id']).toBeDefined();
  });

  it('that has other methods says which', async () => {
    const answer = await shop.request('DELETE', '/cups', { as: ana });
    expect(answer).toMatchObject({ status: 405, json: { code: 'METHOD_NOT_ALLOWED' } });
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });
});

describe('a body', () => {
  it('that is no JSON is refused with its own code', async () => {
    expect(await shop.request('POST', '/cups', { as: ana, body: '{"price":' })).toMatchObject({
      status: 400,
      json: { code: 'MALFORMED_JSON' },
    });
  });

  it('of another media type is refused', async () => {
    const headers = { 'content-type': 'application/xml' };
    expect(await shop.request('POST', '/cups', { as: ana, body: '<cup/>', headers })).toMatchObject({
      status: 415,
      json: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
  });

  it('that is missing, null or a list is refused where an object is needed', async () => {
    for (const body of [undefined, 'null', '[]', '']) {
      expect(await shop.request('POST', '/cups', { as: ana, body })).toMatchObject({
        status: 400,
        json: { code: 'REQUEST_INVALID', errors: [{ in: 'body', pointer: '' }] },
      });
    }
  });

  it('is refused where none is taken, unless it is empty', async () => {
    expect((await shop.request('POST', '/cups/count', { as: ana, body: { force: true } })).status).toBe(400);
    expect((await shop.request('POST', '/cups/count', { as: ana, body: {} })).status).toBe(202);
  });

  it('over the limit of its route is refused', async () => {
    const label = (length: number) =>
      shop.request('PUT', `/cups/${CUP}/label`, { as: ana, body: { label: 'x'.repeat(length) } });
    expect(await label(50)).toMatchObject({ status: 204, text: '' });
    expect(await label(101)).toMatchObject({ status: 413, json: { code: 'BODY_TOO_LARGE' } });
  });
});

describe('a representation', () => {
  it('has a tag over its bytes, and is not sent again to who has it', async () => {
    const first = await shop.request('GET', `/cups/${CUP}`, { as: ana });
    const again = await shop.request('GET', `/cups/${CUP}`, {
      as: ana,
      headers: { 'if-none-match': `"x", W/${first.headers['etag']}` },
    });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(again.headers).toMatchObject({ etag: first.headers['etag'], vary: 'Authorization' });
    expect(again.headers['content-type']).toBeUndefined();
  });

  it('of bytes is passed on untouched, with what its handler says about it', async () => {
    const { headers, text } = await shop.request('GET', `/cups/${CUP}/picture`, { as: stranger });
    expect(Buffer.from(text)).toEqual(Buffer.from(Buffer.from([0, 1, 2, 255]).toString()));
    expect(headers).toMatchObject({
      'content-type': 'image/x-cup',
      'content-length': '4',
      etag: '"picture-1"',
      'x-cup-shape': 'round',
    });
  });

  it('answers HEAD like GET, without the body', async () => {
    const get = await shop.request('GET', `/cups/${CUP}`, { as: ana });
    const head = await shop.request('HEAD', `/cups/${CUP}`, { as: ana });
    expect(head).toMatchObject({ status: 200, text: '' });
    for (const name of ['etag', 'content-length', 'content-type', 'cache-status']) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
  });

  it('says that no cache took part, where none did', async () => {
    const { headers } = await shop.request('GET', '/cups', { as: ana });
    expect(headers['cache-status']).toBe('quotewright; fwd=bypass');
  });

  it('that is new or long work says where it is', async () => {
    const body = { price: { amount: '1.50', currency: 'EUR' } };
    expect((await shop.request('POST', '/cups', { as: ana, body })).headers['location']).toBe(
      `/api/v1/cups/${CUP}`,
    );
    expect((await shop.request('POST', '/cups/count', { as: ana })).headers['location']).toBe(
      `/api/v1/jobs/${CUP}`,
    );
  });
});

describe('a command', () => {
  const sell = (headers: Record<string, string>) =>
    shop.request('POST', `/cups/${CUP}/sell`, { as: ana, headers });

  it('that must not happen twice needs a key', async () => {
    expect(await sell({ 'if-match': '"1"' })).toMatchObject({
      status: 400,
      json: { code: 'IDEMPOTENCY_KEY_REQUIRED' },
    });
    expect(await sell({ 'if-match': '"1"', 'idempotency-key': 'a b' })).toMatchObject({
      status: 400,
      json: { code: 'HEADER_INVALID' },
    });
  });

  it('on a version needs that version, precisely', async () => {
    expect(await sell({ 'idempotency-key': 'k' })).toMatchObject({
      status: 428,
      json: { code: 'IF_MATCH_REQUIRED' },
    });
    for (const tag of ['*', 'W/"1"', '"1", "2"', '1']) {
      expect(await sell({ 'idempotency-key': 'k', 'if-match': tag })).toMatchObject({
        status: 400,
        json: { code: 'HEADER_INVALID' },
      });
    }
  });
});

describe('the headers of a request', () => {
  it('carry the least version that an answer may be of', async () => {
    const headers = { 'quotewright-min-version': 'catalog=43, prices=2' };
    const { json } = await shop.request('GET', '/cups', { as: ana, headers });
    expect(json.minVersion).toEqual({ catalog: 43, prices: 2 });
    expect(
      (await shop.request('GET', '/cups', { as: ana, headers: { 'quotewright-min-version': 'x' } })).status,
    ).toBe(400);
  });

  it('join its trace, and come back where they are safe', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': 'crm-77' };
    const answer = await shop.request('GET', '/nothing', { headers });
    expect(answer.headers['x-request-id']).toBe('crm-77');
    expect(answer.json.traceId).toBe(traceId);
    const unsafe = await shop.request('GET', '/nothing', {
      headers: { 'x-request-id': '<script>', traceparent: 'x' },
    });
    expect(unsafe.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are answered with headers that a browser needs to be careful', async () => {
    const { headers } = await shop.request('GET', '/nothing');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
  });
});
