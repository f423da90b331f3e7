import { createAcceleration, createRegistry, namespaceOf, type Stores } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { ManualClock } from '@quotewright/kernel/testing';
import { Registry } from 'prom-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { olderFields, quotaFields } from '../limits/fixtures/quota-fields.ts';
import {
  ENDPOINT_CLASSES,
  type EndpointClass,
  QUOTAS,
  type QuotaName,
  quotasOf,
  type RequestLimitsDeps,
  requestLimits,
} from '../limits/index.ts';
import { testServer } from '../testing/test-server.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { shopModule } from './fixtures/shop-module.ts';

const CLASSES = Object.keys(ENDPOINT_CLASSES) as EndpointClass[];
const CALLERS = [['sales'], ['sales', 'partner']] as const;
const CASES = CLASSES.flatMap((of) => CALLERS.map((roles) => ({ of, roles, who: roles.join(' and ') })));

/** A shop whose `POST /cups/count` is of that class and cost, on a store in memory, or on one that is away. */
async function openShop(of: EndpointClass, cost: number, store: 'well' | 'away' = 'well') {
  // Nothing comes back between two requests.
  const clock = new ManualClock();
  const memory = memoryStores({ clock });
  const away = { ...memory.coordination, takeUnits: () => Promise.reject(new Error('away')) };
  const stores: Stores = store === 'well' ? memory : { ...memory, coordination: away };
  const layer = createAcceleration({
    namespace: namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 }),
    registry: createRegistry([]),
    stores,
    clock,
  });
  const module = shopModule();
  const routes = module.routes.map((route) =>
    route.operationId === 'countCups' ? { ...route, limit: { class: of, cost } } : route,
  );
  const deps: RequestLimitsDeps = {
    limiter: layer.limits,
    clock,
    registry: new Registry(),
    logger: { warn: vi.fn<() => void>() },
  };
  const shop = await testServer({
    modules: [{ ...module, routes }],
    database: fakeDatabase(),
    overrides: { rateLimits: requestLimits(deps) },
  });
  onTestFinished(async () => {
    await shop.close();
    await layer.close();
    await memory.close();
  });
  return (roles: readonly string[]) =>
    shop.request('POST', '/cups/count', { as: { tenant: 'acme', subject: 'ana', roles } });
}

const expected = (of: EndpointClass, roles: readonly string[]) =>
  quotasOf(of, roles).map((name) => ({ name, q: QUOTAS[name].units, w: QUOTAS[name].window / 1_000 }));

/** A unit that is no whole number of microseconds is rounded up: the last of the burst may be short of it. */
const leftAfterOne = (name: string) => [1, 2].map((units) => QUOTAS[name as QuotaName].burst - units);

/** The quota of the class, or the tenant's, is spent by one request. */
const spending = (of: EndpointClass, roles: readonly string[]) =>
  Math.min(...quotasOf(of, roles).map((name) => QUOTAS[name].burst));

describe('the headers of an answer, read as the draft and RFC 9651 say', () => {
  it.each(CASES)('name the quotas of $of for $who, and what is left', async ({ of, roles }) => {
    const ask = await openShop(of, 1);
    const { status, headers } = await ask(roles);
    expect(status).toBe(202);
    const fields = quotaFields(headers);
    expect(fields).toMatchObject(expected(of, roles));
    for (const { name, r } of fields) expect(leftAfterOne(name)).toContain(r);
    expect(headers['retry-after']).toBeUndefined();
    const { limit, remaining, reset } = olderFields(headers);
    expect(fields.map(({ name, r }) => [QUOTAS[name as QuotaName].burst, r])).toContainEqual([
      limit,
      remaining,
    ]);
    expect(reset).toBe(1);
  });

  it.each(CASES)('tell when to come again after a refusal of $of for $who', async ({ of, roles }) => {
    const ask = await openShop(of, spending(of, roles));
    expect((await ask(roles)).status).toBe(202);
    const { status, headers, json } = await ask(roles);
    expect(status).toBe(429);
    const fields = quotaFields(headers);
    expect(fields).toMatchObject(expected(of, roles));
    expect(fields.find(({ name }) => name === json.quota)?.r).toBe(0);
    // All that the request takes must have come back.
    const { units, window } = QUOTAS[json.quota as QuotaName];
    const whole = (spending(of, roles) * window) / units / 1_000;
    expect(Number(headers['retry-after'])).toBe(Math.ceil(whole));
    expect(olderFields(headers)).toMatchObject({ remaining: 0, reset: Math.ceil(whole) });
  });

  it.each(CASES.filter(({ of }) => ENDPOINT_CLASSES[of].whenStoreDown === 'local'))(
    'tell of the share of the process while the store is away: $of for $who',
    async ({ of, roles }) => {
      const ask = await openShop(of, spending(of, roles), 'away');
      const { status, headers } = await ask(roles);
      expect(status).toBe(429);
      expect(quotaFields(headers)).toMatchObject(expected(of, roles));
      expect(olderFields(headers).remaining).toBe(0);
    },
  );

  it.each(CASES.filter(({ of }) => ENDPOINT_CLASSES[of].whenStoreDown !== 'local'))(
    'say nothing of quotas where nobody counts: $of for $who',
    async ({ of, roles }) => {
      const ask = await openShop(of, 1, 'away');
      const { status, headers } = await ask(roles);
      expect(status).toBe(ENDPOINT_CLASSES[of].whenStoreDown === 'open' ? 202 : 503);
      expect(Object.keys(headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
    },
  );
});

describe('the OpenAPI document', () => {
  it('declares the headers of quotas on what is charged, refusals included, and on nothing else', async () => {
    const shop = await testServer({ modules: [shopModule()], database: fakeDatabase() });
    onTestFinished(() => shop.close());
    const { json } = await shop.request('GET', '//openapi.json');
    const names = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];
    const fields = ['RateLimit', 'RateLimit-Policy'];
    expect(Object.keys(json.components.headers).sort()).toEqual([...names, ...fields].sort());
    for (const name of names) expect(json.components.headers[name].schema.type).toBe('integer');
    for (const name of fields) {
      const { schema, example } = json.components.headers[name];
      expect(schema.type).toBe('string');
      expect(example).toBeDefined();
    }
    const { RateLimit, 'RateLimit-Policy': policy } = json.components.headers;
    quotaFields({ ratelimit: RateLimit.example, 'ratelimit-policy': policy.example });
    const declared = (response: { headers?: object } = {}) =>
      Object.entries(response.headers ?? {})
        .filter(([name]) => /ratelimit/i.test(name))
        .map(([name, { $ref }]) => [name, $ref]);
    const all = [...names, ...fields].map((name) => [name, `#/components/headers/${name}`]);
    const { TooManyRequests } = json.components.responses;
    expect(declared(TooManyRequests)).toEqual(all);
    expect(TooManyRequests.headers['Retry-After'].schema).toEqual({ type: 'integer', minimum: 1 });
    const { get: charged } = json.paths['/api/v1/cups'];
    expect(declared(charged.responses['200'])).toEqual(all);
    expect(charged.responses['200'].headers).toHaveProperty('ETag');
    expect(charged.responses).toHaveProperty('429');
    const { get: free } = json.paths['/api/v1/slow'];
    expect(declared(free.responses['200'])).toEqual([]);
    expect(free.responses).not.toHaveProperty('429');
  });
});
