import { accelerationMetrics, createRecorder } from '@quotewright/acceleration';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { exposeAcceleration } from './acceleration-metrics.ts';
import { createMetrics } from './metrics.ts';

function started(registry = new Registry()) {
  const recorder = createRecorder();
  exposeAcceleration(registry, recorder);
  return { registry, recorder };
}

describe('the metrics of the acceleration layer', () => {
  it('are in the exposition of the process, under the names and labels of the specification', async () => {
    const metrics = createMetrics();
    const { recorder } = started(metrics.registry);
    recorder.hit('catalog.offering', 'l1', 500);
    recorder.hit('catalog.offering', 'stale', 70_000);
    recorder.miss('catalog.offering', 'absent');
    recorder.miss('catalog.offering', 'store');
    recorder.load('catalog.offering', 'loaded', 12);
    recorder.lease('catalog.offering', 'acquired');
    recorder.lease('catalog.offering', 'contended');
    recorder.command('get', 0.4);
    recorder.trouble('get', 'timeout');
    recorder.trouble('get', 'open');
    recorder.poolWait(3);
    recorder.evictedByStore(7);
    recorder.rateLimited('acme', 'POST /api/v1/orders', 'partner');
    const { text } = await metrics.expose();
    const lines = text.split('\n');
    for (const line of [
      'redis_cache_hit_total{cache_name="catalog.offering"} 2',
      'redis_cache_hit_source_total{cache_name="catalog.offering",source="stale"} 1',
      'redis_cache_stale_served_total{cache_name="catalog.offering"} 1',
      'redis_cache_miss_total{cache_name="catalog.offering"} 2',
      'redis_cache_hit_ratio{cache_name="catalog.offering"} 0.5',
      'redis_cache_error_total{operation="get"} 1',
      'redis_cache_load_duration_ms_bucket{le="10",cache_name="catalog.offering"} 0',
      'redis_cache_load_duration_ms_bucket{le="25",cache_name="catalog.offering"} 1',
      'redis_cache_load_duration_ms_bucket{le="+Inf",cache_name="catalog.offering"} 1',
      'redis_cache_load_duration_ms_sum{cache_name="catalog.offering"} 12',
      'redis_cache_load_duration_ms_count{cache_name="catalog.offering"} 1',
      'redis_lock_acquired_total{lock_name="catalog.offering"} 1',
      'redis_lock_contention_total{lock_name="catalog.offering"} 1',
      'redis_rate_limited_total{tenant="acme",endpoint="POST /api/v1/orders"} 1',
      'redis_key_evicted_total 7',
      'redis_command_latency_ms_count{command="get"} 1',
      'redis_pool_wait_ms_count 1',
      '# TYPE redis_pool_wait_ms histogram',
      '# TYPE redis_cache_hit_total counter',
      'http_requests_in_flight 0',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('are all declared before anything was counted', async () => {
    const { registry } = started();
    const text = await registry.metrics();
    for (const { name, type } of Object.values(accelerationMetrics)) {
      expect(text).toContain(`# TYPE ${name} ${type}`);
    }
  });

  it('show the present state at each scrape', async () => {
    const { registry, recorder } = started();
    recorder.bus('gap');
    expect(await registry.metrics()).toContain('redis_bus_event_total{event="gap"} 1');
    recorder.bus('gap');
    registry.resetMetrics();
    expect(await registry.metrics()).toContain('redis_bus_event_total{event="gap"} 2');
  });

  it('keep their names in the OpenMetrics format', async () => {
    const registry = new Registry();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const { recorder } = started(registry);
    recorder.miss('catalog.offering', 'absent');
    for (let scrape = 1; scrape <= 2; scrape += 1) {
      const text = await registry.metrics();
      expect(text).toContain('# TYPE redis_cache_miss counter');
      expect(text).toContain('redis_cache_miss_total{cache_name="catalog.offering"} 1');
    }
  });

  it('can be read as JSON, as other exporters do', async () => {
    const { registry, recorder } = started();
    recorder.poolWait(3);
    const all = await registry.getMetricsAsJSON();
    const wait = all.find(({ name }) => name === 'redis_pool_wait_ms');
    expect(wait?.values).toContainEqual({ metricName: 'redis_pool_wait_ms_sum', labels: {}, value: 3 });
  });
});
