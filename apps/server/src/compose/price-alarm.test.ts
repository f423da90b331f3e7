import { tenantId } from '@quotewright/kernel';
import { silentLogger } from '@quotewright/platform/postgres';
import { createMetrics } from '@quotewright/platform/telemetry';
import { priceCategories } from '@quotewright/pricing';
import { describe, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';
import { priceAlarm } from './price-alarm.ts';

const acme = tenantId('acme');

describe('the alarm about kept prices', () => {
  it('counts, says so in the log without amounts, and takes every category of prices out of use', async () => {
    const metrics = createMetrics();
    const imposed: unknown[] = [];
    const logged: unknown[] = [];
    const alarm = priceAlarm({
      quarantine: { impose: async (...order) => void imposed.push(order) },
      categories: ['pricing.a', 'pricing.b'],
      logger: { ...silentLogger, error: (...line: unknown[]) => void logged.push(line) },
      metrics,
    });
    const divergence = {
      quoteId: 'q-1',
      number: 'Q-1',
      revision: 1,
      pricedAt: '2026-03-01T09:30:00.000Z',
      priceHash: 'a',
      reason: 'PRICE_DIFFERS',
    } as const;
    alarm.proven(5);
    alarm.diverged(acme, divergence);
    await alarm.quarantine(acme, 'why');

    const { text } = await metrics.expose();
    expect(text).toContain('quotewright_price_verifications_total{outcome="proven"} 5');
    expect(text).toContain('quotewright_price_verifications_total{outcome="diverged"} 1');
    expect(logged).toEqual([[{ tenant: 'acme', ...divergence }, expect.stringContaining('not proven')]]);
    expect(imposed).toEqual([
      ['acme', 'pricing.a', 'why'],
      ['acme', 'pricing.b', 'why'],
    ]);
  });

  it('is about categories that there are', async () => {
    const modules = describeModules();
    const known = modules.caches.map(({ category }) => category.name);
    await modules.close();
    expect(known).toEqual(expect.arrayContaining([...priceCategories]));
  });
});
