import { DomainError, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnEachEngine, sampleEvent, type TestDatabase } from '../../testing/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { IdempotentConsumer } from '../event-consumer.ts';
import { hurriedTiming } from '../inbox/fixtures/effects.ts';
import { subscriberOf } from '../inbox/subscriber-of.ts';
import { startDeferredRetries } from './deferred-events.ts';
import { parkedEvents } from './parked-events.ts';

const acme = tenantId('acme');

describeOnEachEngine('events whose effects need what is away', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.123Z');
  const log = createLogger({ level: 'silent', format: 'json' });
  let database: TestDatabase;
  let counter = 0;
  let applied: string[];
  let failure: Error | undefined;
  let consumer: IdempotentConsumer;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());
  beforeEach(() => {
    counter += 1;
    applied = [];
    failure = new DomainError('STORE_AWAY', 'unavailable', 'the store is away');
    consumer = {
      name: `copies-${counter}`,
      events: ['QuoteAccepted'],
      async apply(events) {
        if (failure !== undefined) throw failure;
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
    const { items } = await parked.ofAnyTenant.list({ consumer: consumer.name }, { limit: 50 });
    return items.map(({ eventId, state }) => [eventId, state]);
  };
  /** One round, as the timer would begin it. */
  const round = async () => {
    let tick: () => unknown = () => {};
    const retries = startDeferredRetries({
      database: database.db,
      consumers: [consumer],
      log,
      every: (_, work) => {
        tick = work;
        return () => {};
      },
    });
    await tick();
    await retries.close();
  };
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
