import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { webhookMetrics } from './webhook-metrics.ts';

describe('the metrics of webhooks', () => {
  it('count attempts by outcome, time requests, and say how many deliveries wait', async () => {
    const registry = new Registry();
    const metrics = webhookMetrics(registry);
    metrics.attemptEnded('delivered', 0.2);
    metrics.attemptEnded('cancelled');
    metrics.backlogIs(17);
    const text = await registry.metrics();
    expect(text).toContain('webhook_deliveries_total{outcome="delivered"} 1');
    expect(text).toContain('webhook_deliveries_total{outcome="cancelled"} 1');
    expect(text).toContain('webhook_delivery_seconds_count 1');
    expect(text).toContain('webhook_delivery_backlog 17');
  });
});
