import { ManualClock } from '@quotewright/kernel/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { type TestServer, testServer } from '../testing/test-server.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { shopModule } from './fixtures/shop-module.ts';
import { databaseHealth, type HealthCheck } from './health.ts';
import { createMetricsServer } from './metrics-server.ts';

const operator = { tenant: 'acme', roles: ['operator'] };

class Dependency implements HealthCheck {
  readonly name: string;
  readonly required: boolean;
  readonly whenDown = 'answers are slower';
  isUp = true;
  probes = 0;

  constructor(name: string, required: boolean) {
    this.name = name;
    this.required = required;
  }

  async probe(): Promise<void> {
    this.probes += 1;
    if (!this.isUp) throw new Error('postgres://owner:hunter2@db refused');
  }
}

describe('health', () => {
  let shop: TestServer;
  afterEach(() => shop.close());

  const clock = new ManualClock();
  const store = new Dependency('store', false);
  const database = new Dependency('database', true);
  const setUp = async () => {
    const overrides = { healthChecks: [database, store] };
    shop = await testServer({ modules: [shopModule()], database: fakeDatabase(), clock, overrides });
  };
  const ready = async (as?: typeof operator) => {
    clock.advance(2_000);
    return shop.request('GET', '//health/ready', as === undefined ? {} : { as });
  };

  it('is live without looking at anything', async () => {
    await setUp();
    expect(await shop.request('GET', '//health/live')).toMatchObject({ status: 200, json: { status: 'up' } });
    expect(database.probes).toBe(0);
  });

  it('is up, degraded or down with what it depends on', async () => {
    await setUp();
    expect(await ready()).toMatchObject({ status: 200, json: { status: 'up' } });
    store.isUp = false;
    expect(await ready()).toMatchObject({ status: 200, json: { status: 'degraded' } });
    database.isUp = false;
    expect(await ready()).toMatchObject({ status: 503, json: { status: 'down' } });
    database.isUp = true;
    store.isUp = true;
  });

  it('shows each dependency to those who may know, and to nobody why it failed', async () => {
    await setUp();
    store.isUp = false;
    expect((await ready()).json).toEqual({ status: 'degraded' });
    expect((await ready({ tenant: 'acme', roles: ['sales'] })).json).toEqual({ status: 'degraded' });
    const { json, headers } = await ready(operator);
    expect(json.dependencies).toEqual([
      { name: 'database', status: 'up', required: true },
      { name: 'store', status: 'down', required: false, meaning: 'answers are slower' },
    ]);
    expect(headers['cache-control']).toBe('private, no-cache');
    store.isUp = true;
  });

  it('probes once for all who ask within a second', async () => {
    await setUp();
    clock.advance(2_000);
    const before = database.probes;
    await Promise.all(Array.from({ length: 20 }, () => shop.request('GET', '//health/ready')));
    expect(database.probes - before).toBe(1);
  });

  it('of the database is its ping', async () => {
    await setUp();
    const check = databaseHealth({ ...fakeDatabase(), ping: () => Promise.reject(new Error('gone')) });
    await expect(check.probe()).rejects.toThrow('gone');
    expect(check).toMatchObject({ name: 'database', required: true });
  });
});

describe('metrics', () => {
  it('need a permission on the public port', async () => {
    const shop = await testServer({ modules: [shopModule()], database: fakeDatabase() });
    expect((await shop.request('GET', '//metrics')).status).toBe(401);
    expect(
      (await shop.request('GET', '//metrics', { as: { tenant: 'acme', roles: ['sales'] } })).status,
    ).toBe(403);
    const { status, text } = await shop.request('GET', '//metrics', { as: operator });
    expect(status).toBe(200);
    expect(text).toContain('# TYPE http_request_duration_seconds histogram');
    await shop.close();
  });

  it('and all of health are shown on a port of their own', async () => {
    const server = createMetricsServer({
      metrics: createMetrics(),
      logger: createLogger({ level: 'silent', format: 'json' }),
      healthChecks: [new Dependency('store', false)],
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('http_requests_in_flight');
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({
      dependencies: [{ name: 'store' }],
    });
    await server.close();
  });
});

describe('a caller who hangs up', () => {
  it('is counted once, as gone, and leaves nothing in flight', async () => {
    const metrics = createMetrics();
    const started = Promise.withResolvers<void>();
    const onSlow = async (signal: AbortSignal) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    const modules = [shopModule({ onSlow })];
    const shop = await testServer({ modules, database: fakeDatabase(), overrides: { metrics } });
    const url = await shop.server.listen({ host: '127.0.0.1', port: 0 });
    const leaving = new AbortController();
    const underWay = fetch(`${url}/api/v1/slow`, { signal: leaving.signal });
    await started.promise;
    leaving.abort();
    await expect(underWay).rejects.toThrow('aborted');
    const text = async () => (await metrics.expose()).text;
    await expect.poll(text).toContain('http_requests_in_flight 0');
    expect(await text()).toContain('_count{method="GET",route="/api/v1/slow",status="499"} 1');
    await shop.close();
  });
});
