import { setTimeout as pause } from 'node:timers/promises';
import { type RedisService, redisMissing, startRedis } from '@quotewright/acceleration/testing';
import { describeOnPostgres, type TestDatabase, type TestEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { describeModules } from '../src/compose/describe-modules.ts';
import { type Reply, send } from './http-client.ts';
import { type SeveralNodes, startSeveralNodes } from './several-nodes.ts';

/** Keeps within its quotas. */
const STEADY = 'acme';
/** Asks as fast as it is answered. */
const GREEDY = 'globex';
const NODES = 2;

/** Of the greedy one's application, whose requests cost four units: 25 in a second, 25 at once. */
const COST = 4;
const NARROW = { units: 100, windowSeconds: 1, burst: 100 };
const AT_ONCE = NARROW.burst / COST;
const A_MILLISECOND = NARROW.units / COST / (NARROW.windowSeconds * 1_000);
const GREEDY_CALLERS = 6;

/** A steady caller asks again so many milliseconds after his answer: together they stay below a process's share of what a tenant has. */
const STEADY_CALLERS = 2;
const BETWEEN = 10;

const SOON = { timeout: 30_000, interval: 50 };

describe.skipIf(redisMissing() !== undefined)('the limits of two servers of one installation', () => {
  describeOnPostgres('on one PostgreSQL and one Redis', twoServers);
});

function twoServers(engine: TestEngine): void {
  let database: TestDatabase;
  let redis: RedisService;
  let several: SeveralNodes;
  let admin: string;
  let partner: string;

  beforeAll(async () => {
    redis = await startRedis();
    const migrations = describeModules().contexts.flatMap((context) => context.migrations ?? []);
    database = await engine.open({ migrations });
    several = await startSeveralNodes(['A', 'B'], STEADY, {
      databaseUrl: database.url as string,
      redisUrl: redis.url,
      settings: { QUOTEWRIGHT_RATE_LIMITS: 'on', QUOTEWRIGHT_NODES: String(NODES) },
    });
    const { command } = several.installation;
    await command('tenant', 'create', GREEDY, '--currency', 'EUR');
    const tokenOf = async (roles: string) =>
      (await command('token', '--tenant', GREEDY, '--roles', roles)).stdout.trim();
    admin = await several.token('admin');
    partner = await tokenOf('partner');
    await narrow(await tokenOf('admin'));
  }, 120_000);
  afterAll(async () => {
    await several?.stop();
    await database?.close();
    await redis?.stop();
  });

  const urls = () => several.nodes.map(({ url }) => url);

  /** For the whole of the greedy tenant; every process knows it after some seconds. */
  async function narrow(token: string): Promise<void> {
    const [url = ''] = urls();
    const path = '/api/v1/admin/rate-limits';
    const { headers } = await send(url, 'GET', path, { token });
    const { status, text } = await send(url, 'PUT', path, {
      token,
      body: { quotas: { partnerIntegration: NARROW }, costFactors: { read: COST } },
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
    expect(status, text).toBe(200);
    for (const node of urls()) {
      await vi.waitFor(async () => {
        const { headers: told } = await askOf(node, partner);
        expect(told.get('x-ratelimit-limit')).toBe(String(NARROW.burst));
      }, SOON);
    }
  }

  /** Decisions about the greedy one, of both processes, by outcome. */
  async function decided(): Promise<Readonly<Record<string, number>>> {
    const sums: Record<string, number> = {};
    for (const url of urls()) {
      const { text } = await send(url, 'GET', '/metrics', { token: admin });
      for (const [, labels = '', value] of text.matchAll(/^redis_rate_limit_total\{(.*)\} (\d+)$/gm)) {
        const outcome = /outcome="([^"]*)"/.exec(labels)?.[1] ?? '';
        if (!labels.includes('quota="partnerIntegration"')) continue;
        sums[outcome] = (sums[outcome] ?? 0) + Number(value);
      }
    }
    return sums;
  }

  /** Until so many more of its requests were decided like that. */
  async function until(outcome: string, more: number): Promise<void> {
    const before = (await decided())[outcome] ?? 0;
    await expect
      .poll(async () => (await decided())[outcome] ?? 0, SOON)
      .toBeGreaterThanOrEqual(before + more);
  }

  it('hold the greedy and refuse nobody else, while Redis is frozen, comes back, is killed and comes back empty', async () => {
    const decidedBefore = await decided();
    const begun = performance.now();
    const greedy = callers(urls(), GREEDY_CALLERS, (url) => askOf(url, partner));
    const steady = callers(urls(), STEADY_CALLERS, async (url, number) => {
      await pause(BETWEEN);
      return number % 10 === 0 ? newAccount(url, admin) : askOf(url, admin, '/accounts');
    });
    /** Meanwhile the greedy one gets no more than there can be at once, what comes back of it, and what was under way before. */
    const isHeldDuring = async (work: () => Promise<void>) => {
      const [since, before] = [performance.now(), greedy.admitted()];
      await work();
      const most = AT_ONCE + (performance.now() - since) * A_MILLISECOND + GREEDY_CALLERS * NODES;
      expect(greedy.admitted() - before).toBeLessThanOrEqual(most);
    };

    await isHeldDuring(() => until('admitted', 2 * AT_ONCE));
    for (const [goes, comes] of [
      ['freeze', 'thaw'],
      ['kill', 'restart'],
    ] as const) {
      await isHeldDuring(async () => {
        await redis[goes]();
        await until('local-admitted', 2 * AT_ONCE);
        await until('local-refused', 1);
      });
      await redis[comes]();
      await until('admitted', 2 * AT_ONCE);
    }
    await greedy.stop();
    await steady.stop();

    const decidedAfter = await decided();
    const more = (outcome: string) => (decidedAfter[outcome] ?? 0) - (decidedBefore[outcome] ?? 0);
    const cameBack = (performance.now() - begun) * A_MILLISECOND;
    // It was killed once: its second life began with a burst.
    expect(more('admitted')).toBeLessThanOrEqual(2 * AT_ONCE + cameBack + 2);
    expect(more('local-admitted')).toBeLessThanOrEqual(cameBack + AT_ONCE);
    expect(more('unlimited')).toBe(0);
    expect(greedy.admitted()).toBe(more('admitted') + more('local-admitted'));

    for (const { status, json, headers } of greedy.replies.filter(({ status: is }) => is !== 200)) {
      expect({ status, code: json?.code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(steady.replies.length).toBeGreaterThan(50);
    const refused = steady.replies.filter(({ status }) => status >= 300);
    expect(Object.groupBy(refused, ({ status, json }) => `${status} ${json?.code}`)).toEqual({});
  }, 180_000);
}

const askOf = (url: string, token: string, path = '/me') => send(url, 'GET', `/api/v1${path}`, { token });

const newAccount = (url: string, token: string) =>
  send(url, 'POST', '/api/v1/accounts', {
    token,
    body: {
      name: 'Initech',
      type: 'customer',
      segment: 'enterprise',
      market: 'global',
      customerType: 'business',
    },
    headers: { 'idempotency-key': crypto.randomUUID() },
  });

/** So many at each server, each asking when he has his answer, until they are told to stop. */
function callers(
  urls: readonly string[],
  each: number,
  ask: (url: string, number: number) => Promise<Reply>,
) {
  const replies: Reply[] = [];
  const over = new AbortController();
  const caller = async (url: string) => {
    for (let number = 1; !over.signal.aborted; number += 1) replies.push(await ask(url, number));
  };
  const all = Promise.all(urls.flatMap((url) => Array.from({ length: each }, () => caller(url))));
  const stop = async () => {
    over.abort();
    await all;
  };
  onTestFinished(stop);
  return { replies, stop, admitted: () => replies.filter(({ status }) => status < 300).length };
}
