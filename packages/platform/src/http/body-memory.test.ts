import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authorizationOf, type TestPrincipal, type TestServer, testServer } from '../testing/test-server.ts';
import { noContent } from './answer.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { rawRequest } from './fixtures/raw-request.ts';
import { defineRoute } from './route.ts';
import type { HttpModule } from './route-checks.ts';

const ana: TestPrincipal = { tenant: 'acme', subject: 'ana', roles: ['sales'] };
const gil: TestPrincipal = { ...ana, tenant: 'globex' };
const ian: TestPrincipal = { ...ana, tenant: 'initech' };

/** The most that a body may have here; four of them fit, two of one tenant. */
const LARGE = 100_000;
const HEAD = 'POST /api/v1/boxes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json';
const FULL = { status: 503, json: { code: 'BODY_MEMORY_EXHAUSTED' } };

describe('the memory for bodies', () => {
  let server: TestServer;
  let url: string;
  let sockets: Socket[];
  /** Requests that were charged: what is set aside for their bodies is set aside by the time anything else arrives. */
  let charged: number;
  /** What the work with a body is, until it is aborted. */
  let working: ((signal: AbortSignal) => Promise<void>) | undefined;

  beforeEach(async () => {
    sockets = [];
    charged = 0;
    working = undefined;
    server = await testServer({
      modules: [boxModule((signal) => working?.(signal))],
      database: fakeDatabase(),
      overrides: {
        limits: { bodyBytes: LARGE, bodyMemoryBytes: 4 * LARGE, checkIntervalMs: 20 },
        rateLimits: async () => {
          charged += 1;
          return { states: [] };
        },
      },
    });
    url = await server.server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  const head = (as: TestPrincipal, length = `content-length: ${LARGE}`) =>
    `${HEAD}\r\nauthorization: ${authorizationOf(as)}\r\n${length}\r\n\r\n`;

  /** Writes bytes on a connection of their own, which stays open, and waits until `requests` of them were charged. */
  async function write(bytes: string, requests = 1): Promise<Socket> {
    const { hostname, port } = new URL(url);
    const before = charged;
    const socket = connect(Number(port), hostname).on('error', () => {});
    sockets.push(socket);
    socket.write(bytes);
    await expect.poll(() => charged).toBe(before + requests);
    return socket;
  }

  /** Announces bodies, and sends no more than their beginning. */
  async function slow(as: TestPrincipal, count: number, bytes = `${head(as)}{"a":`) {
    const opened: Socket[] = [];
    for (let index = 0; index < count; index += 1) opened.push(await write(bytes));
    return opened;
  }

  const send = (as: TestPrincipal, bytes = LARGE) =>
    server.request('POST', '/boxes', { as, body: body(bytes) });

  it('is full while others send slowly: one more is refused at once and hung up on', async () => {
    await slow(ana, 2);
    await slow(gil, 2);
    const refused = await rawRequest(url, head(ian));
    expect(refused).toMatch(/^HTTP\/1\.1 503 /);
    expect(refused).toMatch(/\r\nretry-after: [1-9]\d*\r\n/);
    expect(refused).toMatch(/\r\nconnection: close\r\n/);
    expect(refused).toContain('"code":"BODY_MEMORY_EXHAUSTED"');
  });

  it('is not asked for small bodies, nor for none', async () => {
    await slow(ana, 2);
    await slow(gil, 2);
    expect(await send(ian, 16_384)).toMatchObject({ status: 204 });
    expect(await send(ian, 16_385)).toMatchObject(FULL);
    expect(await server.request('GET', '/boxes', { as: ian })).toMatchObject({ status: 204 });
  });

  it('is never all of one tenant: the others have half of it', async () => {
    await slow(ana, 2);
    expect(await send(ana)).toMatchObject(FULL);
    expect(await send(gil)).toMatchObject({ status: 204 });
  });

  it('is taken for the most that a route takes where a body does not say its length', async () => {
    await slow(ana, 2, `${head(ana, 'transfer-encoding: chunked')}5\r\n{"a":\r\n`);
    expect(await send(ana)).toMatchObject(FULL);
    expect(await send(ana, 16_384)).toMatchObject({ status: 204 });
  });

  it('is not taken by a body that nobody reads', async () => {
    expect(await send(ana, LARGE + 1)).toMatchObject({ status: 413 });
    await slow(gil, 3, head(gil).replace(/^POST/, 'GET'));
    expect(await send(gil)).toMatchObject({ status: 204 });
  });

  it('is given back by those who hang up', async () => {
    for (const socket of await slow(ana, 2)) socket.destroy();
    await expect.poll(() => send(ana)).toMatchObject({ status: 204 });
    // All of it, and not more than was taken.
    await slow(ana, 2);
    expect(await send(ana)).toMatchObject(FULL);
  });

  it('is given back where an answer had not yet its turn on its connection', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    working = () => {
      begin();
      return ended;
    };
    const socket = await write(`${head(ana, 'content-length: 2')}{}${head(ana)}{"a":`, 2);
    await begun;
    working = undefined;
    await slow(ana, 1);
    expect(await send(ana)).toMatchObject(FULL);
    socket.destroy();
    await expect.poll(() => send(ana)).toMatchObject({ status: 204 });
    end();
  });

  it('is given back with every answer, whether it is good or not', async () => {
    for (let index = 0; index < 5; index += 1) {
      expect(await send(ana)).toMatchObject({ status: 204 });
      expect(
        await server.request('POST', '/boxes', { as: ana, body: `{"a":${' '.repeat(90_000)}` }),
      ).toMatchObject({ status: 400, json: { code: 'MALFORMED_JSON' } });
    }
  });

  it('is not given back before the work with a body has ended, though its sender has gone', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const gone: Promise<void>[] = [];
    working = async (signal) => {
      gone.push(aborted(signal));
      await ended;
    };
    for (const _ of [1, 2]) await write(head(ana) + body(LARGE));
    await expect.poll(() => gone).toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    await Promise.all(gone);
    working = undefined;
    expect(await send(ana)).toMatchObject(FULL);
    end();
    await expect.poll(() => send(ana)).toMatchObject({ status: 204 });
  });
});

const body = (bytes: number) => `{}${' '.repeat(bytes - 2)}`;

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

function boxModule(work: (signal: AbortSignal) => Promise<void> | undefined): HttpModule {
  const common = {
    path: '/boxes',
    tag: 'Boxes',
    permission: 'box:use',
    limit: { class: 'read', cost: 1 },
    responses: { 204: { description: 'Done.' } },
  } as const;
  return {
    name: 'boxes',
    errors: {},
    permissions: [{ permission: 'box:use', title: 'Use boxes', defaultRoles: ['sales'] }],
    routes: [
      defineRoute({
        ...common,
        method: 'POST',
        operationId: 'fillBox',
        summary: 'Fill one',
        body: z.unknown(),
        handler: async (call) => {
          await work(call.signal);
          return noContent();
        },
      }),
      defineRoute({
        ...common,
        method: 'GET',
        operationId: 'lookIntoBox',
        summary: 'Look into one',
        handler: async () => noContent(),
      }),
    ],
  };
}
