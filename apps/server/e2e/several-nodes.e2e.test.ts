import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RedisService, redisMissing, startRedis } from '@quotewright/acceleration/testing';
import { describeOnPostgres, type TestDatabase, type TestEngine } from '@quotewright/platform/testing';
import { testKafka } from '@quotewright/platform/testing/kafka';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeModules } from '../src/compose/describe-modules.ts';
import { type Reply, send } from './http-client.ts';
import { type SeveralNodes, startSeveralNodes } from './several-nodes.ts';

/** As the page of the runbook calls it. */
const TENANT = 'acme';
const OFFERING = '/product-offerings/cable';
const PURGE_PAGE = join(import.meta.dirname, '../../../docs/runbook/cache-purge.md');

/** For what must happen soon: less than copies live where nobody drops them. */
const SOON = { timeout: 20_000, interval: 50 };

const hasKafka = Boolean(process.env['KAFKA_BROKERS'] || process.env['QUOTEWRIGHT_TEST_KAFKA']);

describe.skipIf(redisMissing() !== undefined)('three servers of one installation', () => {
  describeOnPostgres('on one PostgreSQL and one Redis', threeServers);
});

function threeServers(engine: TestEngine): void {
  let database: TestDatabase;
  let redis: RedisService;
  let several: SeveralNodes;
  let admin: string;
  let partner: string;

  beforeAll(async () => {
    redis = await startRedis();
    const migrations = describeModules().contexts.flatMap((context) => context.migrations ?? []);
    database = await engine.open({ migrations });
    several = await startSeveralNodes(['A', 'B', 'C'], TENANT, {
      databaseUrl: database.url as string,
      redisUrl: redis.url,
      ...(hasKafka && {
        kafka: { brokers: (await testKafka()).join(','), prefix: `e2e-nodes-${process.pid}` },
      }),
    });
    admin = await several.token('admin');
    partner = await several.token('partner');
    const specifications = { items: [{ id: 'wire', name: 'Wire' }] };
    await ask(0, 'PUT', '/catalog/draft/catalog/specifications@1', specifications, { 'if-match': '"0"' });
    await publish('Cable of old', '"0"');
  }, 120_000);
  afterAll(async () => {
    await several?.stop();
    await database?.close();
    await redis?.stop();
  });

  const all = [0, 1, 2];
  const urlOf = (node: number) => (several.nodes[node] as { readonly url: string }).url;

  function ask(
    node: number,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
    token = admin,
  ): Promise<Reply> {
    return send(urlOf(node), method, `/api/v1${path}`, {
      token,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Through the first node. Returns what reads may ask for as their minimum. */
  async function publish(name: string, draft: string): Promise<string> {
    const items = [{ id: 'cable', name, specificationId: 'wire', lifecycle: 'active' }];
    await ask(0, 'PUT', '/catalog/draft/catalog/offerings@1', { items }, { 'if-match': draft });
    const begun = await ask(0, 'POST', '/catalog/publications', undefined, {
      'idempotency-key': name.replaceAll(' ', '-'),
    });
    expect(begun.status, begun.text).toBe(202);
    await vi.waitFor(async () => {
      const { json } = await ask(0, 'GET', `/jobs/${begun.json.id}`);
      expect(json.state, JSON.stringify(json.problem)).toBe('succeeded');
    }, SOON);
    return begun.headers.get('quotewright-min-version') ?? '';
  }

  const namesSeen = (headers: Readonly<Record<string, string>> = {}) =>
    Promise.all(
      all.map(async (node) => (await ask(node, 'GET', OFFERING, undefined, headers)).json?.name ?? 'none'),
    );

  const everywhere = <T>(value: T) => all.map(() => value);

  it('show a publication of one on all: at once to whoever asks for it, and soon to everybody', async () => {
    await vi.waitFor(async () => expect(await namesSeen()).toEqual(everywhere('Cable of old')), SOON);
    const minVersion = await publish('New cable', '"2"');
    expect(minVersion).toBe('catalog=2');
    const asked = { 'quotewright-min-version': minVersion };
    expect(await namesSeen(asked)).toEqual(everywhere('New cable'));
    await vi.waitFor(async () => expect(await namesSeen()).toEqual(everywhere('New cable')), SOON);
  });

  it('answer a repeated publication on another node as it was answered first', async () => {
    const again = await ask(1, 'POST', '/catalog/publications', undefined, {
      'idempotency-key': 'New-cable',
    });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(again.headers.get('quotewright-min-version')).toBe('catalog=2');
  });

  it('refuse to answer from before a version that is not published', async () => {
    const asked = { 'quotewright-min-version': 'catalog=3' };
    const replies = await Promise.all(all.map((node) => ask(node, 'GET', OFFERING, undefined, asked)));
    expect(replies.map(({ status, json }) => [status, json.code])).toEqual(
      everywhere([409, 'VERSION_NOT_PUBLISHED']),
    );
  });

  it('soon refuse what was revoked on one', async () => {
    const statuses = () =>
      Promise.all(all.map(async (node) => (await ask(node, 'GET', OFFERING, undefined, {}, partner)).status));
    await vi.waitFor(async () => expect(await statuses()).toEqual(everywhere(200)), SOON);
    const path = '/admin/authorization/policies';
    const { json, headers } = await ask(0, 'GET', path);
    const roles = { ...json.roles, partner: [] };
    const replaced = await ask(0, 'PUT', path, { roles }, { 'if-match': headers.get('etag') ?? '' });
    expect(replaced.status).toBe(200);
    expect((await statuses())[0], 'the node that did it').toBe(403);
    await vi.waitFor(async () => expect(await statuses()).toEqual(everywhere(403)), SOON);
  });

  describe('when somebody has changed a row by hand', () => {
    const rename = (from: string, to: string) =>
      onDatabase(
        `update catalog.artefact set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '${from}', '${to}'), 'UTF8')
         where convert_from(bytes, 'UTF8') like '%"name":"${from}"%'`,
      );
    const reconcile = (...options: string[]) =>
      several.installation.command('caches', 'reconcile', '--tenant', TENANT, ...options).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { readonly code: number; readonly stdout: string }) => error,
      );

    it('go on with their copies, and the command line tells', async () => {
      await rename('New cable', 'Forged cable');
      expect(await namesSeen()).toEqual(everywhere('New cable'));
      const { code, stdout } = await reconcile();
      expect([code, stdout]).toEqual([1, expect.stringMatching(/^damaged .*offering.*cable$/m)]);
    });

    it('obey a purge that is written as the runbook says', async () => {
      await onDatabase(...(await purgeOfPage()));
      await vi.waitFor(async () => expect(await namesSeen()).toEqual(everywhere('Forged cable')), SOON);
    });

    it('answer right again once the row is mended and the wrong copies were dropped', async () => {
      await rename('Forged cable', 'New cable');
      expect(await namesSeen()).toEqual(everywhere('Forged cable'));
      const { code, stdout } = await reconcile('--repair');
      expect(stdout).toMatch(/^differs .*offering.*cable {2}\(dropped\)$/m);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/ 0 discrepancies left/)]);
      await vi.waitFor(async () => expect(await namesSeen()).toEqual(everywhere('New cable')), SOON);
    });
  });

  describe('and their doctor', () => {
    const doctor = async () => (await several.installation.command('doctor')).stdout;

    it('say what they stand on', async () => {
      const said = await doctor();
      expect(said).toMatch(/^ok +Redis for copies: 127\.0\.0\.1:/m);
      expect(said).toMatch(hasKafka ? /^ok +Kafka answers$/m : /events stay inside the relay process/);
      expect(said).toMatch(/^ok .*outbox/m);
      expect(said).toMatch(/^ok +no event is parked$/m);
    });

    it('answer right without Redis, and say that they are slower', async () => {
      await redis.kill();
      expect(await namesSeen()).toEqual(everywhere('New cable'));
      const health = await vi.waitFor(async () => {
        const replies = await Promise.all(
          all.map((node) => send(urlOf(node), 'GET', '/health/ready', { token: admin })),
        );
        expect(replies.map(({ json }) => json.status)).toEqual(everywhere('degraded'));
        return replies[0] as Reply;
      }, SOON);
      expect(health.status).toBe(200);
      expect(health.json.dependencies).toContainEqual({
        name: 'store',
        status: 'down',
        required: false,
        meaning: expect.stringMatching(/answers are slower/),
      });
      const minVersion = await publish('Last cable', '"3"');
      expect(await namesSeen({ 'quotewright-min-version': minVersion })).toEqual(everywhere('Last cable'));
      await vi.waitFor(async () => expect(await namesSeen()).toEqual(everywhere('Last cable')), SOON);
      expect(await doctor()).toMatch(/^SLOW +Redis does not answer/m);
    });

    it('end in order without Redis, too', async () => {
      expect(await Promise.all(several.nodes.map((node) => node.stop()))).toEqual(everywhere(0));
    });
  });

  async function onDatabase(...statements: readonly string[]): Promise<void> {
    await database.db.asOwner(async (session) => {
      for (const statement of statements) await session.query(statement);
    });
  }
}

/** The statements of the page's purge; begin and commit are the session's. */
async function purgeOfPage(): Promise<readonly string[]> {
  const page = await readFile(PURGE_PAGE, 'utf8');
  const blocks = [...page.matchAll(/```sql\n([^`]*)```/g)].map(([, text = '']) => text);
  const block = blocks.find((text) => text.includes("'cache.purge'")) ?? '';
  const statements = block.split(/;\s*\n/).map((statement) => statement.trim());
  return statements.filter((statement) => !['begin', 'commit', ''].includes(statement));
}
