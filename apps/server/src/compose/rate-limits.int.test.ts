import { createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { systemClock, tenantId } from '@quotewright/kernel';
import { QUOTAS, type RequestLimitsDeps, requestLimits } from '@quotewright/platform/limits';
import { createMetrics } from '@quotewright/platform/telemetry';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const ana = { tenant: tenantId('acme'), subject: 'ana', roles: ['operator'] };

describe('the limiter of one process without Redis', () => {
  const stores = memoryStores({ maxBytes: 1 << 20 });
  const layer = createAcceleration({
    namespace: namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 }),
    registry: createRegistry([]),
    stores,
  });
  const limitsOf = (decided: Pick<RequestLimitsDeps, 'tenants'> = {}) =>
    requestLimits({
      limiter: layer.limits,
      newBudget: () => layer.newBudget(),
      clock: systemClock,
      registry: createMetrics().registry,
      logger: { warn: vi.fn<() => void>() },
      ...decided,
    });
  const limits = limitsOf();
  beforeAll(() => layer.ready());
  afterAll(async () => {
    await layer.close();
    await stores.close();
  });
  const ask = (subject: string, cost: number) =>
    limits({ principal: { ...ana, subject }, class: 'repair', route: 'purgeCache', cost });

  it('counts by the widest limits that a tenant can choose', async () => {
    const widest = { units: 1_000_000, window: 1_000, burst: 1_000_000 };
    const tenants = {
      limits: async () => ({ quotas: { tenantTotal: widest }, costFactors: { repair: 100 } }),
      isGlassBroken: async () => false,
    };
    const wide = limitsOf({ tenants });
    const asked = { ...ana, tenant: tenantId('globex') };
    const { refusal, states } = await wide({
      principal: asked,
      class: 'repair',
      route: 'purgeCache',
      cost: 1,
    });
    expect(refusal).toBeUndefined();
    expect(states[0]?.quota).toEqual({ name: 'tenantTotal', ...widest });
  });

  it('counts what is asked, refuses what is too much, and takes nothing for a refusal', async () => {
    const { burst } = QUOTAS.adminRepair;
    expect((await ask('ana', burst)).refusal).toBeUndefined();
    const { refusal, states } = await ask('ana', burst);
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED', details: { quota: 'adminRepair' } });
    const total = states.find(({ quota }) => quota.name === 'tenantTotal');
    expect(total?.remaining).toBeGreaterThanOrEqual(QUOTAS.tenantTotal.burst - burst);
    expect((await ask('bob', burst)).refusal).toBeUndefined();
  });
});
