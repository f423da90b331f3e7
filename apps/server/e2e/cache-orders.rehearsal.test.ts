import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type RedisService,
  redisMissing,
  startRedis,
  type TcpProxy,
  tcpProxy,
} from '@quotewright/acceleration/testing';
import { newUuid, tenantId } from '@quotewright/kernel';
import { DevelopmentIssuer } from '@quotewright/platform/auth';
import { describeOnPostgres, type TestDatabase, type TestEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeModules } from '../src/compose/describe-modules.ts';
import { type Reply, send } from './http-client.ts';
import { type Installation, newInstallation, type RunningServer } from './server-process.ts';

const COMMAND = fileURLToPath(new URL('../bin/quotewright.js', import.meta.url));
const TENANT = 'acme';
const CATEGORY = 'catalog.offering';
const OFFERING = '/product-offerings/cable';

/** Processes read the table of orders every five seconds, whatever they hear; a busy machine takes longer. Copies live for hours. */
const AS_PROMISED = { timeout: 30_000, interval: 50 };

type Deed = 'purge' | 'quarantine' | 'release';

/** A server, and the connections that it has to Redis. */
interface Node {
  readonly server: RunningServer;
  readonly store: TcpProxy;
  /** What it hears of the others by. */
  readonly bus: TcpProxy;
}

describe.skipIf(redisMissing() !== undefined)('an order about copies that one process is given', () => {
  describeOnPostgres('holds in another one', twoProcesses);
});

function twoProcesses(engine: TestEngine): void {
  let database: TestDatabase;
  let redis: RedisService;
  const proxies: TcpProxy[] = [];
  const installations: Installation[] = [];
  let told: Node;
  let other: Node;
  let admin: string;
  /** How the row of the offering calls it now. */
  let named = 'Cable 0';
  let changes = 0;

  beforeAll(async () => {
    redis = await startRedis();
    const migrations = describeModules().contexts.flatMap((context) => context.migrations ?? []);
    database = await engine.open({ migrations });
    const first = await newInstallation({ DATABASE_URL: database.url, REDIS_URL: redis.url });
    installations.push(first);
    await first.command('tenant', 'create', TENANT, '--currency', 'EUR');
    told = await startNode(first.directory);
    // No events come by it, which tell of orders, too: it has the bus and the table.
    other = await startNode(first.directory, '--role', 'api');
    const issuer = await DevelopmentIssuer.open(join(first.directory, 'data'));
    admin = await issuer.mintToken({ tenant: tenantId(TENANT), subject: 'olga', roles: ['admin'] });
    await publish();
  }, 120_000);
  afterAll(async () => {
    await Promise.all(installations.map((installation) => installation.remove()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await database?.close();
    await redis?.stop();
  });

  /** Of the installation in that folder. */
  async function startNode(folder: string, ...options: readonly string[]): Promise<Node> {
    const target = { host: '127.0.0.1', port: redis.port };
    const store = await tcpProxy({ target, seed: 1 });
    const bus = await tcpProxy({ target, seed: 2 });
    proxies.push(store, bus);
    const installation = await newInstallation({
      DATABASE_URL: database.url,
      REDIS_URL: `redis://127.0.0.1:${store.port}`,
      QUOTEWRIGHT_REDIS_COORDINATION_URL: `redis://127.0.0.1:${bus.port}`,
      QUOTEWRIGHT_DATA_DIR: join(folder, 'data'),
      QUOTEWRIGHT_LOG_FORMAT: 'json',
      // What is found is asked, not how often it may be asked.
      QUOTEWRIGHT_RATE_LIMITS: 'off',
    });
    installations.push(installation);
    return { server: await installation.start(...options), store, bus };
  }

  function ask(
    { server }: Node,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    return send(server.url, method, `/api/v1${path}`, {
      token: admin,
      headers,
      ...(body !== undefined && { body }),
    });
  }

  async function publish(): Promise<void> {
    const specifications = { items: [{ id: 'wire', name: 'Wire' }] };
    await ask(told, 'PUT', '/catalog/draft/catalog/specifications@1', specifications, { 'if-match': '"0"' });
    const items = [{ id: 'cable', name: named, specificationId: 'wire', lifecycle: 'active' }];
    await ask(told, 'PUT', '/catalog/draft/catalog/offerings@1', { items }, { 'if-match': '"0"' });
    const begun = await ask(told, 'POST', '/catalog/publications', undefined, {
      'idempotency-key': newUuid(),
    });
    expect(begun.status, begun.text).toBe(202);
    await vi.waitFor(async () => {
      const { json } = await ask(told, 'GET', `/jobs/${begun.json.id}`);
      expect(json.state, JSON.stringify(json.problem)).toBe('succeeded');
    }, AS_PROMISED);
  }

  /** What both say that the offering is called, and where they have it from. */
  const seen = () =>
    Promise.all(
      [told, other].map(async (node) => {
        const { json, headers } = await ask(node, 'GET', OFFERING);
        const members = (headers.get('cache-status') ?? '').split(', ');
        const from = members.find((member) => member.includes(`key=${CATEGORY};`)) ?? '';
        return { name: json?.name, from };
      }),
    );

  const both = <T>(value: T) => [value, value];

  /** Both have it in their memory, as the row is. */
  const remembered = () =>
    vi.waitFor(async () => {
      const fromMemory = expect.stringContaining('detail=l1');
      expect(await seen()).toEqual(both({ name: named, from: fromMemory }));
    }, AS_PROMISED);

  /** Somebody writes into the row by hand: no event, no new version. */
  async function changeRow(): Promise<void> {
    changes += 1;
    const next = `Cable ${changes}`;
    await database.db.asOwner((session) =>
      session.query(
        `update catalog.artefact
         set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"name":"${named}"', '"name":"${next}"'), 'UTF8')
         where convert_from(bytes, 'UTF8') like '%"name":"${named}"%'`,
      ),
    );
    named = next;
  }

  /** By HTTP, to the first process. Resolves with what it answers that holds now. */
  async function give(deed: Deed): Promise<{ readonly generation: number; readonly quarantined: boolean }> {
    const order = { reason: `${deed} is rehearsed` };
    const asked = { operationId: `${deed}Cache`, params: { category: CATEGORY }, body: order };
    const token =
      deed === 'release' ? undefined : (await ask(told, 'POST', '/admin/confirmations', asked)).json.token;
    const given = await ask(told, 'POST', `/admin/caches/${CATEGORY}/${deed}`, order, {
      'idempotency-key': newUuid(),
      ...(token !== undefined && { 'quotewright-confirmation': token }),
    });
    expect(given.status, given.text).toBe(200);
    return given.json;
  }

  const QUARANTINED = expect.stringContaining('detail=quarantined');
  const truth = async () => expect((await seen()).map(({ name }) => name)).toEqual(both(named));
  /** Whatever comes of the trouble: what holds goes on to hold. */
  async function stays(check: () => Promise<void>): Promise<void> {
    for (let look = 0; look < 20; look += 1) await check();
  }

  interface Trouble {
    readonly when: string;
    begin(): Promise<void>;
    end(): Promise<void>;
  }

  const cut = (bus: () => TcpProxy): Pick<Trouble, 'begin' | 'end'> => ({
    begin: () => bus().set({ kind: 'reset' }),
    end: () => bus().heal(),
  });
  const TROUBLES: readonly Trouble[] = [
    { when: 'everything works', begin: async () => {}, end: async () => {} },
    { when: 'the other does not hear, because its bus is cut', ...cut(() => other.bus) },
    { when: 'it cannot tell, because its own bus is cut', ...cut(() => told.bus) },
    {
      when: 'all that the other hears from Redis is delayed without end',
      begin: async () => {
        await Promise.all([other.bus, other.store].map((proxy) => proxy.set({ kind: 'hang' })));
      },
      end: async () => {
        await Promise.all([other.bus, other.store].map((proxy) => proxy.heal()));
      },
    },
    { when: 'Redis is killed', begin: () => redis.kill(), end: () => redis.restart() },
  ];

  describe.each(TROUBLES)('while $when', ({ begin, end }) => {
    it('that copies are void', async () => {
      await remembered();
      await changeRow();
      expect(
        (await seen()).map(({ name }) => name),
        'answered from memory',
      ).not.toContain(named);
      const [{ quarantined }] = await Promise.all([give('purge'), begin()]);
      expect(quarantined).toBe(false);
      await vi.waitFor(truth, AS_PROMISED);
      await stays(truth);
      await end();
      await stays(truth);
      await remembered();
    }, 120_000);

    it('that no copy is used, and that they are used again', async () => {
      await remembered();
      await changeRow();
      const [{ quarantined }] = await Promise.all([give('quarantine'), begin()]);
      expect(quarantined).toBe(true);
      const held = async () => expect(await seen()).toEqual(both({ name: named, from: QUARANTINED }));
      await vi.waitFor(held, AS_PROMISED);
      // From the table each time: a change is seen at once.
      await changeRow();
      await stays(held);
      await end();
      await stays(held);
      // What was made before the release is void, whoever has it.
      await changeRow();
      const [released] = await Promise.all([give('release'), begin()]);
      expect(released.quarantined).toBe(false);
      await vi.waitFor(async () => {
        for (const { from } of await seen()) expect(from).not.toEqual(QUARANTINED);
      }, AS_PROMISED);
      await stays(truth);
      await end();
      await stays(truth);
      await remembered();
    }, 120_000);
  });

  it('and the log of both, as it comes, says who was answered from which copies', async () => {
    await remembered();
    const said = [told, other].map(({ server }) => server.output()).join('');
    const words = ['caches', 'exposure', '--log', '-', '--category', CATEGORY, '--tenant', TENANT, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
      input: said,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect([status, stderr]).toEqual([1, '']);
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const summary = found.at(-1);
    expect(summary).toMatchObject({ kind: 'summary', perhaps: 0, answers: found.length - 1 });
    expect(summary.tenants).toMatchObject([{ tenant: TENANT, subjects: 1 }]);
    const sources = found.slice(0, -1).flatMap(({ copies }) => copies.map(({ source }: any) => source));
    expect(new Set(sources)).toContain('l1');
    // Every making of the copy is told apart, and no name of the catalog is in the log.
    expect(summary.copies.length).toBeGreaterThan(TROUBLES.length);
    expect(said).not.toMatch(/cable/i);
  });
}
