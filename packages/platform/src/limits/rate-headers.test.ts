import { createAcceleration, createRegistry, namespaceOf, type Quota } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { olderFields, quotaFields } from './fixtures/quota-fields.ts';
import { rateHeaders } from './rate-headers.ts';

const quota = (name: string, burst: number) => ({ name, units: 600, window: 60_000, burst });

describe('the headers of quotas', () => {
  it('name all of them, and the tightest in the older form', () => {
    expect(
      rateHeaders([
        { quota: quota('tenantTotal', 1_000), remaining: 900, resetAfter: 10_000 },
        { quota: quota('userSimulation', 100), remaining: 5, resetAfter: 9_001 },
      ]),
    ).toEqual({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '5',
      'x-ratelimit-reset': '10',
      ratelimit: '"tenantTotal";r=900;t=10, "userSimulation";r=5;t=10',
      'ratelimit-policy': '"tenantTotal";q=600;w=60, "userSimulation";q=600;w=60',
    });
  });

  it('end the effective window of every quota when the answer says to come again', () => {
    const states = [
      { quota: quota('tenantTotal', 1_000), remaining: 900, resetAfter: 10_000 },
      { quota: quota('userSimulation', 100), remaining: 0, resetAfter: 1_500 },
    ];
    expect(rateHeaders(states, 3)).toMatchObject({
      ratelimit: '"tenantTotal";r=900;t=3, "userSimulation";r=0;t=2',
      'x-ratelimit-reset': '2',
    });
  });

  it('are whole numbers for a calendar quota as well', async () => {
    const calendar: Quota = {
      name: 'calendar',
      units: 7,
      window: 86_400_000,
      burst: 5,
      algorithm: 'sliding-window',
    };
    const memory = memoryStores();
    const layer = createAcceleration({
      namespace: namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 }),
      registry: createRegistry([]),
      stores: memory,
    });
    onTestFinished(() => layer.close());
    for (const [cost, kind] of [
      [3, 'admitted'],
      [5, 'refused'],
    ] as const) {
      const uses = [{ quota: calendar, parts: ['all'], cost }];
      const decision = await layer.limits.take({ tenant: 'acme', uses, whenStoreDown: 'local' });
      if (decision.kind !== 'admitted' && decision.kind !== 'refused') throw new Error(decision.kind);
      expect(decision.kind).toBe(kind);
      const headers = rateHeaders(decision.states);
      expect(quotaFields(headers)).toMatchObject([{ name: 'calendar', q: 7, w: 86_400, r: 4 }]);
      expect(olderFields(headers)).toMatchObject({ limit: 5, remaining: 4 });
    }
  });

  it('are absent where nothing was counted', () => {
    expect(rateHeaders([])).toEqual({});
  });
});
