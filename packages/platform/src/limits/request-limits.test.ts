import { systemClock, tenantId } from '@quotewright/kernel';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '../auth/principal.ts';
import { bucketLimiter } from './fixtures/bucket-limiter.ts';
import { limiterWithoutStore } from './fixtures/limiter-without-store.ts';
import type { Limiter } from './limiter.ts';
import { QUOTAS } from './quotas.ts';
import { type Charge, type RequestLimitsDeps, requestLimits } from './request-limits.ts';
import type { TenantLimitsSource } from './tenant-limits.ts';

const acme = tenantId('acme');
const sales: Principal = { tenant: acme, subject: 'ann', roles: ['sales'], clientId: 'console' };
const partner: Principal = { tenant: acme, subject: 'bot', roles: ['partner'], clientId: 'bot' };

function chargeOf(changes: Partial<Charge> = {}): Charge {
  return { principal: sales, class: 'read', route: 'readCup', cost: 1, ...changes };
}

function limitsWith(deps: Partial<RequestLimitsDeps> = {}) {
  const registry = new Registry();
  const warn = vi.fn<(fields: object, message: string) => void>();
  const limits = requestLimits({
    limiter: bucketLimiter(),
    clock: systemClock,
    registry,
    logger: { warn },
    ...deps,
  });
  return { limits, warn, text: () => registry.metrics() };
}

const deciding = (changes: Partial<TenantLimitsSource>): TenantLimitsSource => ({
  limits: async () => undefined,
  isGlassBroken: async () => false,
  ...changes,
});

describe('a request', () => {
  it('is charged to its tenant and to the quota of its class', async () => {
    const { limits } = limitsWith();
    const { states } = await limits(chargeOf({ class: 'simulation', cost: 5 }));
    expect(states.map(({ quota, remaining }) => [quota.name, remaining])).toEqual([
      ['tenantTotal', QUOTAS.tenantTotal.burst - 5],
      ['userSimulation', QUOTAS.userSimulation.burst - 5],
    ]);
  });

  it('of a partner is charged to the integrations on every route, once', async () => {
    const { limits } = limitsWith();
    const names = async (of: Charge['class']) =>
      (await limits(chargeOf({ principal: partner, class: of }))).states.map(({ quota }) => quota.name);
    expect(await names('read')).toEqual(['tenantTotal', 'partnerIntegration']);
    expect(await names('integration')).toEqual(['tenantTotal', 'partnerIntegration']);
  });

  it('beyond a quota is refused with the seconds to wait, and counted by the class of its client', async () => {
    const { limits, text } = limitsWith();
    const repair = chargeOf({ class: 'repair', cost: QUOTAS.adminRepair.burst });
    expect((await limits(repair)).refusal).toBeUndefined();
    const { refusal, states } = await limits({ ...repair, cost: 1 });
    expect(refusal).toMatchObject({
      code: 'RATE_LIMITED',
      kind: 'tooManyRequests',
      details: { quota: 'adminRepair', retryAfterSeconds: 1 },
    });
    expect(states.find(({ quota }) => quota.name === 'adminRepair')).toMatchObject({ remaining: 0 });
    expect(await text()).toContain(
      'http_rate_limit_rejections_total{client="person",endpoint="repair",why="adminRepair"} 1',
    );
  });

  it('that costs more than its quota ever has is told so, not to wait', async () => {
    const { limits } = limitsWith();
    const { refusal } = await limits(chargeOf({ class: 'simulation', cost: 2_000 }));
    expect(refusal).toMatchObject({ code: 'RATE_COST_TOO_HIGH', kind: 'invalid' });
  });

  it('finds the quota of its tenant whole, whatever another tenant does', async () => {
    const { limits } = limitsWith();
    for (let n = 0; n < 2 * QUOTAS.tenantTotal.burst; n += 1_000) await limits(chargeOf({ cost: 1_000 }));
    expect((await limits(chargeOf())).refusal).toMatchObject({ details: { quota: 'tenantTotal' } });
    const other = await limits(chargeOf({ principal: { ...sales, tenant: tenantId('globex') } }));
    expect(other).toMatchObject({ states: [{ remaining: QUOTAS.tenantTotal.burst - 1 }] });
    expect(other.refusal).toBeUndefined();
  });

  it('of one colleague leaves the simulations of another alone', async () => {
    const { limits } = limitsWith();
    const play = chargeOf({ class: 'simulation', cost: QUOTAS.userSimulation.burst });
    await limits(play);
    expect((await limits({ ...play, cost: 5 })).refusal).toBeDefined();
    expect(
      (await limits({ ...play, cost: 5, principal: { ...sales, subject: 'bob' } })).refusal,
    ).toBeUndefined();
  });
});

describe('the limits of a tenant', () => {
  const factor = (value: number) =>
    deciding({ limits: async () => ({ quotas: {}, costFactors: { simulation: value } }) });

  it('make its requests dearer or cheaper, but never free and never impossible', async () => {
    const costs = async (value: number, cost: number) => {
      const { limits } = limitsWith({ tenants: factor(value) });
      const { states, refusal } = await limits(chargeOf({ class: 'simulation', cost }));
      expect(refusal).toBeUndefined();
      return states.map(({ quota, remaining }) => quota.burst - remaining);
    };
    expect(await costs(2, 5)).toEqual([10, 10]);
    expect(await costs(0.1, 5)).toEqual([1, 1]);
    expect(await costs(100, 100)).toEqual([QUOTAS.tenantTotal.burst, QUOTAS.userSimulation.burst]);
  });

  it('are asked once in five seconds, and are the old ones where they cannot be read', async () => {
    let now = 0;
    const read = vi.fn<TenantLimitsSource['limits']>();
    read.mockResolvedValueOnce({
      quotas: { tenantTotal: { units: 100, window: 1_000, burst: 700 } },
      costFactors: {},
    });
    read.mockRejectedValue(new Error('the database is gone'));
    const clock = { ...systemClock, monotonic: () => now };
    const { limits } = limitsWith({ tenants: deciding({ limits: read }), clock });
    const burst = async () => (await limits(chargeOf())).states[0]?.quota.burst;
    expect(await Promise.all([burst(), burst()])).toEqual([700, 700]);
    now = 4_999;
    expect(await burst()).toBe(700);
    expect(read).toHaveBeenCalledTimes(1);
    now = 5_000;
    expect(await burst()).toBe(700);
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe('while the store is down', () => {
  it('a request may wait for its part as long as its client is there', async () => {
    const take = vi.fn<Limiter['take']>(limiterWithoutStore.take);
    const gone = () => AbortSignal.abort();
    const { limits } = limitsWith({ limiter: { take } });
    expect((await limits(chargeOf({ gone }))).refusal).toBeUndefined();
    expect(take).toHaveBeenCalledWith(expect.objectContaining({ patience: 25, gone }));
  });

  it('orders pass uncounted, and an operator is warned once a minute', async () => {
    let now = 0;
    const clock = { ...systemClock, monotonic: () => now };
    const { limits, warn, text } = limitsWith({ limiter: limiterWithoutStore, clock });
    const order = chargeOf({ class: 'order-creation' });
    for (const at of [0, 59_999, 60_000]) {
      now = at;
      expect((await limits(order)).refusal).toBeUndefined();
    }
    expect(warn).toHaveBeenCalledTimes(2);
    expect(await text()).toContain('http_rate_limit_uncounted_total{endpoint="order-creation"} 3');
  });

  it('repairs are closed', async () => {
    const { limits } = limitsWith({ limiter: limiterWithoutStore });
    expect((await limits(chargeOf({ class: 'repair' }))).refusal).toMatchObject({
      code: 'LIMITER_UNAVAILABLE',
      kind: 'unavailable',
      details: { retryAfterSeconds: 10 },
    });
  });

  it('repairs stay closed where nobody can say whether the glass is broken', async () => {
    const tenants = deciding({ isGlassBroken: () => Promise.reject(new Error('the database is gone')) });
    const { limits } = limitsWith({ limiter: limiterWithoutStore, tenants });
    expect((await limits(chargeOf({ class: 'repair' }))).refusal).toMatchObject({
      code: 'LIMITER_UNAVAILABLE',
    });
  });

  it('an operator behind broken glass makes ten repairs a minute, and nobody else makes any', async () => {
    let now = 0;
    const clock = { ...systemClock, monotonic: () => now };
    const tenants = deciding({ isGlassBroken: async (_tenant, subject) => subject === 'ann' });
    const { limits } = limitsWith({ limiter: limiterWithoutStore, tenants, clock });
    const repair = chargeOf({ class: 'repair' });
    for (let n = 0; n < 10; n += 1) expect((await limits(repair)).refusal).toBeUndefined();
    expect((await limits(repair)).refusal).toMatchObject({
      code: 'RATE_LIMITED',
      details: { quota: 'emergency', retryAfterSeconds: 6 },
    });
    expect((await limits({ ...repair, principal: { ...sales, subject: 'bob' } })).refusal).toBeDefined();
    now = 6_000;
    expect((await limits(repair)).refusal).toBeUndefined();
    expect((await limits(repair)).refusal).toBeDefined();
  });
});
