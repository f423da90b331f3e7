import { type RedisService, redisMissing, startRedis } from '@quotewright/acceleration/testing';
import { describeOnPostgres, type TestDatabase, type TestEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeModules } from '../src/compose/describe-modules.ts';
import { type Reply, send } from './http-client.ts';
import { type SeveralNodes, startSeveralNodes } from './several-nodes.ts';
import { typedPage } from './typed-page.ts';

/** As the page calls it. */
const TENANT = 'acme';
const OFFERINGS = Array.from({ length: 60 }, (_, at) => `cable-${at}`);
const CATEGORY = 'catalog.offering';
const CACHE = `/admin/caches/${CATEGORY}`;
/** For what must happen soon, on a busy machine. */
const SOON = { timeout: 20_000, interval: 100 };
const HOUR_MS = 3_600_000;

describe.skipIf(redisMissing() !== undefined)('two servers of one installation', () => {
  describeOnPostgres('on one PostgreSQL and one Redis', twoServers);
});

function twoServers(engine: TestEngine): void {
  let database: TestDatabase;
  let redis: RedisService;
  let several: SeveralNodes;
  let token: string;
  let orders = 0;

  beforeAll(async () => {
    redis = await startRedis();
    const migrations = describeModules().contexts.flatMap((context) => context.migrations ?? []);
    database = await engine.open({ migrations });
    several = await startSeveralNodes(['A', 'B'], TENANT, {
      databaseUrl: database.url as string,
      redisUrl: redis.url,
    });
    token = await several.token('admin');
    const specifications = { items: [{ id: 'wire', name: 'Wire' }] };
    await ask('A', 'PUT', '/catalog/draft/catalog/specifications@1', specifications, { 'if-match': '"0"' });
    const items = OFFERINGS.map((id) => ({ id, name: id, specificationId: 'wire', lifecycle: 'active' }));
    await ask('A', 'PUT', '/catalog/draft/catalog/offerings@1', { items }, { 'if-match': '"0"' });
    await resultOf(await order('A', '/catalog/publications', undefined));
  }, 120_000);
  afterAll(async () => {
    await several?.stop();
    await database?.close();
    await redis?.stop();
  });

  function ask(
    name: 'A' | 'B',
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const { url } = several.nodes.find((node) => node.name === name) as { readonly url: string };
    return send(url, method, `/api/v1${path}`, { token, headers, ...(body !== undefined && { body }) });
  }

  function order(node: 'A' | 'B', path: string, body: unknown, headers: Record<string, string> = {}) {
    orders += 1;
    return ask(node, 'POST', path, body, { 'idempotency-key': `order-${orders}`, ...headers });
  }

  /** Of a job, by asking the other server. */
  async function resultOf(begun: Reply): Promise<any> {
    expect(begun.status, begun.text).toBe(202);
    return vi.waitFor(async () => {
      const { json } = await ask('B', 'GET', `/jobs/${begun.json.id}`);
      expect(json.state, JSON.stringify(json.problem)).toBe('succeeded');
      return json.result;
    }, SOON);
  }

  /** As the command line and the console do: look, confirm, order. */
  async function tune(settings: object | null): Promise<Reply> {
    const { headers } = await ask('A', 'GET', `${CACHE}/tuning`);
    const until = new Date(Date.now() + HOUR_MS).toISOString();
    const body = { settings, ...(settings !== null && { until }), reason: 'a test of two servers' };
    const intended = { operationId: 'tuneCache', params: { category: CATEGORY }, body };
    const confirmation = await ask('A', 'POST', '/admin/confirmations', intended);
    expect(confirmation.status, confirmation.text).toBe(201);
    return order('A', `${CACHE}/tune`, body, {
      'quotewright-confirmation': confirmation.json.token,
      'if-match': headers.get('etag') ?? '',
    });
  }

  const keyOf = (id: string) => `cpq:catalog:${TENANT}:offering:v1:${id}`;
  /** By the other server than the one that is ordered about. */
  const explained = async (id: string) =>
    (await ask('B', 'GET', `/admin/caches/explain?key=${encodeURIComponent(keyOf(id))}`)).json;

  /** How long a copy that the other server makes now is answered without a question, in hours; undefined where none was made. */
  async function freshHours(id: string): Promise<number | undefined> {
    await redis.command('DEL', ...((await redis.command('KEYS', `*${keyOf(id)}`)) as string[]), 'none');
    await ask('B', 'GET', `/product-offerings/${id}`);
    const { store, header } = await explained(id);
    if (store !== 'copy') return undefined;
    return (Date.parse(header.freshUntil) - Date.parse(header.generatedAt)) / HOUR_MS;
  }

  it('make copies as one of them was told, until it is told otherwise', async () => {
    const fresh = OFFERINGS.values();
    // Each once: the other server has what it published in memory, this one has nothing.
    const next = () => freshHours(fresh.next().value as string);
    await vi.waitFor(async () => expect(await next()).toBeGreaterThan(1), SOON);
    expect(await tune({ freshSeconds: 3_600, jitter: 0 })).toMatchObject({
      status: 200,
      json: { version: 1 },
    });
    await vi.waitFor(async () => expect(await next()).toBe(1), { ...SOON, interval: 1_000 });
    expect((await ask('B', 'GET', CACHE)).json.tuning.settings).toEqual({ freshSeconds: 3_600, jitter: 0 });
    expect((await tune(null)).status).toBe(200);
    await vi.waitFor(async () => expect(await next()).toBeGreaterThan(1), { ...SOON, interval: 1_000 });
  }, 90_000);

  it('answer from copies that a warm-up of one has made in an empty Redis', async () => {
    await redis.flush();
    await vi.waitFor(async () => {
      const result = await resultOf(await order('A', `${CACHE}/warm`, { reason: 'Redis was emptied' }));
      expect(result).toMatchObject({ keys: OFFERINGS.length, present: OFFERINGS.length, stopped: null });
    }, SOON);
    for (const id of OFFERINGS) expect((await explained(id)).store, id).toBe('copy');
  }, 60_000);

  it('do what the page says, as it is typed', async () => {
    const api = `${several.nodes[0]?.url}/api/v1`;
    const typed = await typedPage('warm-and-tune-caches.md', several.installation, {
      API: api,
      TOKEN: token,
    });
    expect(typed).toHaveLength(4);
    const [order, warmed, tuned, byHttp] = typed as readonly [string, string, string, string];
    expect(JSON.parse(order)).toMatchObject({ type: 'caches.warm', state: 'queued' });
    expect(warmed).toContain(`${OFFERINGS.length} keys looked at`);
    expect(tuned).toMatch(/is tuned until .*\n.*is as it declares again/);
    expect(JSON.parse(byHttp)).toMatchObject({ inForce: { settings: { jitter: 0.5 }, changedBy: 'admin' } });
  }, 60_000);

  it('refuse to warm what is left to its readers, with the reason that lists tell', async () => {
    const { json } = await ask('B', 'GET', '/admin/caches');
    const left = json.items.filter((one: any) => one.notWarmed !== null && !one.ofAllTenants);
    expect(left.length).toBeGreaterThan(0);
    for (const { category, notWarmed } of left) {
      const refused = await order('A', `/admin/caches/${category.name}/warm`, { reason: 'a test' });
      expect([refused.status, refused.json.notWarmed], category.name).toEqual([409, notWarmed]);
    }
  });
}
