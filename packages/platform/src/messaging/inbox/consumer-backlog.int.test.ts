import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ManualTicker } from '../../jobs/fixtures/manual-ticker.ts';
import { describeOnEachEngine, sampleEvent, type TestDatabase } from '../../testing/index.ts';
import type { TransportLag } from '../event-transport.ts';
import { parkEvent } from '../parked/park.ts';
import { measureConsumerBacklog } from './consumer-backlog.ts';

describeOnEachEngine('what consumers have not handled', (engine) => {
  const clock = new ManualClock();
  const log = { error: vi.fn<(...said: unknown[]) => void>() };
  let lag: () => Promise<readonly TransportLag[]>;
  let ticker: ManualTicker;
  let registry: Registry;
  let test: TestDatabase;
  let backlog: { close(): Promise<void> };
  beforeEach(async () => {
    test = await engine.open({ migrations: [], clock });
    ticker = new ManualTicker();
    registry = new Registry();
    log.error.mockClear();
    lag = async () => [];
    backlog = measureConsumerBacklog({
      database: test.db,
      transport: { lag: () => lag() },
      consumers: ['hears', 'other'],
      registry,
      log,
      clock,
      every: ticker.every,
    });
  });
  afterEach(async () => {
    await backlog.close();
    await test.close();
  });

  const values = async (metric: string) => {
    const { values: all } = (await registry.getSingleMetric(metric)?.get()) ?? { values: [] };
    return Object.fromEntries(all.map((one) => [one.labels['consumer'], one.value]));
  };

  it('is told while a consumer handles nothing at all, and not made up when nobody knows', async () => {
    lag = async () => [
      { subscriber: 'hears', messages: 7 },
      { subscriber: 'other', messages: 0 },
    ];
    await ticker.tick();
    expect(await values('event_consumer_lag_messages')).toEqual({ hears: 7, other: 0 });
    lag = async () => [
      { subscriber: 'hears', messages: 9 },
      { subscriber: 'other', messages: undefined },
    ];
    await ticker.tick();
    expect(await values('event_consumer_lag_messages')).toEqual({ hears: 9 });
  });

  it('has the events that wait in the database, and for how long', async () => {
    const failure = { error: new Error('away'), attempts: 4 };
    for (const [sequence, state] of [
      [1, 'waiting'],
      [2, 'waiting'],
      [3, 'parked'],
    ] as const) {
      await test.db.withTenant(tenantId('acme'), 'write', (tx) =>
        parkEvent(tx, 'hears', sampleEvent(sequence), failure, state),
      );
      clock.advance(10_000);
    }
    await ticker.tick();
    expect(await values('events_waiting')).toEqual({ hears: 2, other: 0 });
    const ages = await values('events_waiting_oldest_age_seconds');
    expect(ages['hears']).toBeCloseTo(30, 0);
    expect(ages['other']).toBe(0);
  });

  it('ends without waiting for a transport that does not answer', async () => {
    lag = () => new Promise(() => {});
    const measuring = ticker.tick();
    await backlog.close();
    expect(ticker.running).toBe(0);
    expect(await values('events_waiting')).toEqual({ hears: 0, other: 0 });
    await expect(Promise.race([measuring, Promise.resolve('goes on')])).resolves.toBe('goes on');
  });

  it('is measured in part while the other part cannot be, which is said once', async () => {
    lag = () => Promise.reject(new Error('away'));
    await ticker.tick();
    await ticker.tick();
    expect(log.error).toHaveBeenCalledTimes(1);
    expect(await values('events_waiting')).toEqual({ hears: 0, other: 0 });
  });
});
