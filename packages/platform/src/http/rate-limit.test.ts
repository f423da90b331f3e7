import { systemClock } from '@quotewright/kernel';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bucketLimiter } from '../limits/fixtures/bucket-limiter.ts';
import { limiterWithoutStore } from '../limits/fixtures/limiter-without-store.ts';
import { QUOTAS, requestLimits } from '../limits/index.ts';
import type { Limiter, QuotaUse } from '../limits/limiter.ts';
import { authorizationOf, type TestServer, testServer } from '../testing/test-server.ts';
import { accepted } from './answer.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { CUP, shopModule } from './fixtures/shop-module.ts';
import type { Route } from './route.ts';

const ana = { tenant: 'acme', subject: 'ana', roles: ['sales'] };
const stranger = { tenant: 'acme', subject: 'bob' };

let shop: TestServer;
afterEach(() => shop.close());

/** The shop, with what a test says about one of its routes. */
async function openShop(
  limiter: Limiter,
  limits: Readonly<Record<string, Route['limit']>> = {},
  handlers: Readonly<Record<string, Route['handler']>> = {},
) {
  const module = shopModule();
  const routes = module.routes.map((route) => ({
    ...route,
    limit: limits[route.operationId] ?? route.limit,
    handler: handlers[route.operationId] ?? route.handler,
  }));
  const rateLimits = requestLimits({
    limiter,
    clock: systemClock,
    registry: new Registry(),
    logger: { warn: vi.fn<() => void>() },
  });
  shop = await testServer({
    modules: [{ ...module, routes }],
    database: fakeDatabase(),
    overrides: { rateLimits },
  });
}

const spent = { class: 'computation', cost: QUOTAS.expensiveComputation.burst } as const;

describe('an answer', () => {
  it('tells what is left of the quotas, whether it is good news or bad', async () => {
    await openShop(bucketLimiter());
    const { burst, units } = QUOTAS.tenantTotal;
    for (const [path, status, left] of [
      [`/cups/${CUP}`, 200, 1],
      ['/cups/nothing', 404, 2],
    ] as const) {
      const answer = await shop.request('GET', path, { as: ana });
      expect(answer).toMatchObject({
        status,
        headers: {
          'x-ratelimit-limit': String(burst),
          'x-ratelimit-remaining': String(burst - left),
          'x-ratelimit-reset': '1',
          ratelimit: `"tenantTotal";r=${burst - left};t=1`,
          'ratelimit-policy': `"tenantTotal";q=${units};w=10`,
        },
      });
    }
  });

  it('beyond a quota is 429 with whole seconds to wait, before the body is read', async () => {
    await openShop(bucketLimiter(), { createCup: spent });
    const body = { price: { amount: '1.00', currency: 'EUR' } };
    expect(await shop.request('POST', '/cups', { as: ana, body })).toMatchObject({ status: 201 });
    expect(await shop.request('POST', '/cups', { as: ana, body: '{ not json' })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '30', 'x-ratelimit-remaining': '0' },
      json: { code: 'RATE_LIMITED', quota: 'expensiveComputation' },
    });
  });

  it('while requests cannot be counted is 503 for repairs', async () => {
    await openShop({ take: async () => ({ kind: 'closed' }) }, { countCups: { class: 'repair', cost: 1 } });
    expect(await shop.request('POST', '/cups/count', { as: ana })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
      json: { code: 'LIMITER_UNAVAILABLE' },
    });
  });
});

describe('nothing is taken', () => {
  it('from whoever may not do it, nor on public routes and health', async () => {
    const take = vi.fn<Limiter['take']>(bucketLimiter().take);
    await openShop({ take });
    await shop.request('POST', '/cups', { as: stranger });
    await shop.request('POST', '/cups');
    await shop.request('GET', '/slow');
    await shop.request('GET', '//health/live');
    expect(take).not.toHaveBeenCalled();
  });
});

describe('a body', () => {
  const body = { price: { amount: '1.00', currency: 'EUR' }, items: [{ quantity: '1' }, { quantity: '1' }] };
  const perItem = (cost: number): Route['limit'] => ({
    class: 'simulation',
    cost: 1,
    ofBody: ({ items = [] }: { readonly items?: readonly unknown[] }) => cost * items.length,
  });

  it('that asks for more costs more', async () => {
    await openShop(bucketLimiter(), { createCup: perItem(10) });
    const answer = await shop.request('POST', '/cups', { as: ana, body });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'x-ratelimit-remaining': String(QUOTAS.userSimulation.burst - 21) },
    });
  });

  it('that is not valid costs nothing on top', async () => {
    await openShop(bucketLimiter(), { createCup: perItem(10) });
    const answer = await shop.request('POST', '/cups', { as: ana, body: { ...body, colour: 'red' } });
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'x-ratelimit-remaining': String(QUOTAS.userSimulation.burst - 1) },
    });
  });

  it('that costs more than there ever is at once is refused for good, and nothing is done', async () => {
    await openShop(bucketLimiter(), { createCup: perItem(1_000) });
    const answer = await shop.request('POST', '/cups', { as: ana, body });
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'RATE_COST_TOO_HIGH', quota: 'userSimulation' },
    });
  });
});

describe('a handler', () => {
  const counting =
    (work: () => void): Route['handler'] =>
    async (call) => {
      await call.charge({ class: 'repair', cost: 3 });
      work();
      return accepted({ id: CUP });
    };

  it('charges what it found the request to be, on top of the route', async () => {
    const work = vi.fn<() => void>();
    await openShop(bucketLimiter(), {}, { countCups: counting(work) });
    expect(await shop.request('POST', '/cups/count', { as: ana })).toMatchObject({
      status: 202,
      headers: {
        ratelimit: `"tenantTotal";r=${QUOTAS.tenantTotal.burst - 4};t=1, "adminRepair";r=${QUOTAS.adminRepair.burst - 3};t=2`,
      },
    });
    expect(work).toHaveBeenCalledOnce();
  });

  it('is refused where that is closed, though its route is open, and does nothing', async () => {
    const work = vi.fn<() => void>();
    await openShop(limiterWithoutStore, {}, { countCups: counting(work) });
    expect(await shop.request('POST', '/cups/count', { as: ana })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
      json: { code: 'LIMITER_UNAVAILABLE' },
    });
    expect(work).not.toHaveBeenCalled();
  });
});

describe('a request that waits for its quota', () => {
  it('ends its waiting when its client goes, and never runs', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const take: Limiter['take'] = async ({ uses, gone }) => {
      const signal = gone?.();
      asked.resolve(signal);
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      const [{ quota }] = uses as [QuotaUse];
      return { kind: 'refused', source: 'local', by: quota, retryAfter: 1, states: [] };
    };
    const handler = vi.fn<Route['handler']>();
    await openShop({ take }, {}, { readCup: handler });
    const url = await shop.server.listen({ host: '127.0.0.1', port: 0 });
    const leaving = new AbortController();
    const underWay = fetch(`${url}/api/v1/cups/${CUP}`, {
      headers: { authorization: authorizationOf(ana) },
      signal: leaving.signal,
    });
    const signal = await asked.promise;
    expect(signal?.aborted).toBe(false);
    leaving.abort();
    await expect(underWay).rejects.toThrow('aborted');
    await expect.poll(() => signal?.aborted).toBe(true);
    expect(handler).not.toHaveBeenCalled();
  });
});
