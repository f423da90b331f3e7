import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationOf, type TestServer, testServer } from '../testing/test-server.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { rawRequest } from './fixtures/raw-request.ts';
import { CUP, shopModule } from './fixtures/shop-module.ts';

const authorization = authorizationOf({ tenant: 'acme', roles: ['sales'] });

let shop: TestServer;
let url: string;

beforeAll(async () => {
  const limits = { requestTimeoutMs: 120, headersTimeoutMs: 80, checkIntervalMs: 20, bodyBytes: 50_000 };
  shop = await testServer({ modules: [shopModule()], database: fakeDatabase(), overrides: { limits } });
  url = await shop.server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => shop.close());

const post = (headers: string, body: string) =>
  `POST /api/v1/cups HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n${headers}\r\n\r\n${body}`;
const json = 'content-type: application/json';

async function isAlive(): Promise<boolean> {
  return (await fetch(`${url}/health/live`)).ok;
}

describe('the server, given hostile bytes,', () => {
  it('cuts off who sends headers slowly', async () => {
    const answer = await rawRequest(url, 'GET /health/live HTTP/1.1\r\nhost:');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
    expect(await isAlive()).toBe(true);
  });

  it('cuts off who sends a body slowly', async () => {
    const answer = await rawRequest(url, post(`${json}\r\ncontent-length: 1000`, '{"price":'));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(await isAlive()).toBe(true);
  });

  it('refuses a huge body by its announced length, without reading it', async () => {
    const answer = await rawRequest(
      url,
      post(`${json}\r\nconnection: close\r\ncontent-length: 9000000000`, ''),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
  });

  it('refuses a huge body that does not announce its length', async () => {
    const chunk = `4e20\r\n${'x'.repeat(20_000)}\r\n`;
    const answer = await rawRequest(
      url,
      post(`${json}\r\nconnection: close\r\ntransfer-encoding: chunked`, ''),
      chunk,
      chunk,
      chunk,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('refuses huge headers', async () => {
    const answer = await rawRequest(url, `GET / HTTP/1.1\r\nhost: x\r\nx-big: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"code":"HEADERS_TOO_LARGE"');
  });

  it.each([
    ['that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ['with two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na'],
    [
      'with a length and chunks',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'with a bare line feed in a header',
      'GET / HTTP/1.1\r\nhost: x\r\nx-request-id: a\nset-cookie: b\r\n\r\n',
    ],
  ])('refuses requests %s', async (_, bytes) => {
    const answer = await rawRequest(url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"REQUEST_MALFORMED"');
    expect(await isAlive()).toBe(true);
  });

  it('never lets an encoded line break out of a value into the headers', async () => {
    const response = await fetch(`${url}/api/v1/cups/a%0d%0aset-cookie:%20x=1`, {
      headers: { authorization, 'x-request-id': 'a%0d%0ab: c' },
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('keeps the labels of its metrics few, whatever is asked', async () => {
    for (let index = 0; index < 50; index += 1) {
      await shop.request('GET', `/cups/${index}-${CUP}`);
      await shop.request('GET', `/${index}`, { as: { tenant: `t${index}x` } });
      await shop.request('GET', `/cups?n=${index}`, { as: { tenant: 'acme', subject: `user-${index}` } });
    }
    const { text } = await shop.request('GET', '//metrics', { as: { tenant: 'acme', roles: ['operator'] } });
    const routes = new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route));
    expect([...routes].sort()).toEqual(['/api/v1/cups', '/api/v1/cups/:cupId', '/health/live', 'unmatched']);
  });
});
