import { DomainError, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, expect, it, type Mock, vi } from 'vitest';
import { ManualTicker } from '../../jobs/fixtures/manual-ticker.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnEachEngine, sampleEvent, type TestDatabase } from '../../testing/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { IdempotentConsumer } from '../event-consumer.ts';
import { hurriedTiming } from '../inbox/fixtures/effects.ts';
import type { InboxMetrics } from '../inbox/inbox-metrics.ts';
import { subscriberOf } from '../inbox/subscriber-of.ts';
import { startDeferredRetries } from './deferred-events.ts';
import { parkEvent } from './park.ts';
import { parkedEvents } from './parked-events.ts';

const acme = tenantId('acme');

describeOnEachEngine('events whose effects need what is away', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.123Z');
  const log = createLogger({ level: 'silent', format: 'json' });
  let database: TestDatabase;
  let counter = 0;
  let applied: string[];
  /** How many events came in each try. */
  let tries: number[];
  let failure: Error | undefined;
  /** Whether this one cannot be applied, whatever happens. */
  let failureOf: (event: CommittedEvent) => Error | undefined;
  let metrics: { [Name in 'ended' | 'lagged']: Mock<InboxMetrics[Name]> };
  let consumer: IdempotentConsumer;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());
  beforeEach(() => {
    counter += 1;
    applied = [];
    tries = [];
    failureOf = () => undefined;
    metrics = { ended: vi.fn<InboxMetrics['ended']>(), lagged: vi.fn<InboxMetrics['lagged']>() };
    failure = away();
    consumer = {
      name: `copies-${counter}`,
      events: ['QuoteAccepted'],
      async apply(events) {
        tries.push(events.length);
        const failed = failure ?? events.map(failureOf).find((one) => one !== undefined);
        if (failed !== undefined) throw failed;
        applied.push(...events.map(({ id }) => id));
      },
    };
  });

  const deliver = (events: readonly CommittedEvent[]) =>
    subscriberOf(consumer, { database: database.db, log, timing: hurriedTiming(clock) }).deliver(
      events.map((event) => ({ kind: 'event', event })),
      new AbortController().signal,
    );
  const states = async () => {
    const parked = parkedEvents({ database: database.db, consumers: [consumer] });
    const { items } = await parked.ofAnyTenant.list({ consumer: consumer.name }, { limit: 500 });
    return items.map(({ eventId, state }) => [eventId, state]);
  };
  /** One round, as the timer would begin it. */
  const rounds = async (count: number) => {
    const ticker = new ManualTicker();
    const { every } = ticker;
    const options = { database: database.db, consumers: [consumer], log, metrics, clock, every };
    const retries = startDeferredRetries(options);
    for (let done = 0; done < count; done += 1) await ticker.tick();
    await retries.close();
  };
  const round = () => rounds(1);
  const away = () => new DomainError('STORE_AWAY', 'unavailable', 'the store is away');
  /** Waits, whatever the consumer would do about it. */
  const defer = (events: readonly CommittedEvent[]) =>
    Promise.all(
      [...Map.groupBy(events, ({ tenant }) => tenant)].map(([tenant, own]) =>
        database.db.withTenant(tenant, 'write', async (tx) => {
          for (const event of own) {
            await parkEvent(tx, consumer.name, event, { error: away(), attempts: 4 }, 'waiting');
          }
        }),
      ),
    );
  const many = (count: number) => Array.from({ length: count }, (_, index) => sampleEvent(index));
  const waitingCount = async () => (await states()).filter(([, state]) => state === 'waiting').length;
  const [one, two] = [sampleEvent(1), sampleEvent(2)] as [CommittedEvent, CommittedEvent];

  it('wait in the database, so that nobody stands behind them, and are handled when it is back', async () => {
    await deliver([one, two]);
    expect(applied).toEqual([]);
    expect((await states()).map(([, state]) => state)).toEqual(['waiting', 'waiting']);
    await round();
    expect((await states()).map(([, state]) => state)).toEqual(['waiting', 'waiting']);
    failure = undefined;
    await round();
    expect(applied.toSorted()).toEqual([one.id, two.id].toSorted());
    expect((await states()).map(([, state]) => state)).toEqual(['replayed', 'replayed']);
    await round();
    expect(applied).toHaveLength(2);
  });

  it('are neither handled nor kept twice when they are delivered again meanwhile', async () => {
    await deliver([one]);
    failure = undefined;
    await deliver([one]);
    expect(applied).toEqual([]);
    expect(await states()).toEqual([[one.id, 'waiting']]);
    await round();
    expect(applied).toEqual([one.id]);
  });

  it('are parked when they fail for a reason of their own after all', async () => {
    await deliver([one]);
    failure = new Error('this can never work');
    await round();
    expect(await states()).toEqual([[one.id, 'parked']]);
    failure = undefined;
    await round();
    expect(applied).toEqual([]);
  });

  it('are parked alone, with one try more, and told, though others wait with them', async () => {
    failure = undefined;
    const events = many(150);
    await defer(events);
    failureOf = ({ sequence }) =>
      sequence === 70 ? new DomainError('TOO_ODD', 'unprocessable', 'odd') : undefined;
    await round();
    expect(applied).toHaveLength(149);
    const parked = parkedEvents({ database: database.db, consumers: [consumer] });
    const { items } = await parked.ofAnyTenant.list(
      { consumer: consumer.name, state: 'parked' },
      { limit: 9 },
    );
    expect(items).toMatchObject([{ eventId: events[70]?.id, attempts: 5, error: { code: 'TOO_ODD' } }]);
    expect(metrics.ended).toHaveBeenCalledWith(consumer.name, 'parked', 1);
    const handled = metrics.ended.mock.calls.filter(([, outcome]) => outcome === 'handled');
    expect(handled.reduce((sum, [, , count]) => sum + count, 0)).toBe(149);
    expect(metrics.lagged).toHaveBeenLastCalledWith(consumer.name, 0);
  });

  it('are tried one at a time while it is away, and all in one round when it is back', async () => {
    await defer(many(450));
    await round();
    expect(tries).toEqual([1]);
    failure = undefined;
    await round();
    expect(tries).toEqual([1, 1, 100, 100, 100, 100, 49]);
    expect(await waitingCount()).toBe(0);
  });

  it('do not wait behind one that never succeeds', async () => {
    failure = undefined;
    await defer(many(5));
    failureOf = ({ sequence }) => (sequence === 0 ? away() : undefined);
    await rounds(3);
    expect(await waitingCount()).toBe(1);
    expect(applied).toHaveLength(4);
  });

  it('do not wait behind tenants for whom nothing succeeds', async () => {
    failure = undefined;
    const stuck = Array.from({ length: 8 }, (_, index) => tenantId(`stuck-${index}`));
    const tenants = [...stuck, tenantId('well')];
    await defer(tenants.map((tenant) => sampleEvent(1, 'q-1', { tenant })));
    failureOf = ({ tenant }) => (tenant === 'well' ? undefined : away());
    await rounds(1);
    // It is most likely away for all.
    expect(tries).toHaveLength(3);
    await rounds(3);
    expect(applied).toHaveLength(1);
    expect(await waitingCount()).toBe(8);
  });

  it('may be replayed by a person before their turn comes', async () => {
    await deliver([one]);
    failure = undefined;
    const parked = parkedEvents({ database: database.db, consumers: [consumer] });
    const [waiting] = (await parked.ofAnyTenant.list({ consumer: consumer.name }, { limit: 1 })).items;
    const order = { tenant: acme, id: waiting?.id as string, by: { subject: 'olga' } };
    await parked.replay(order, (work) => database.db.withTenant(acme, 'write', work));
    expect(await states()).toEqual([[one.id, 'replayed']]);
    expect(applied).toEqual([one.id]);
  });
});
