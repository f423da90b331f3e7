import { DomainError, type JsonValue, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../postgres/database.ts';
import { queries } from '../../postgres/queries.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnEachEngine, sampleEvent, type TestDatabase } from '../../testing/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventConsumer } from '../event-consumer.ts';
import type { Delivery } from '../event-transport.ts';
import { parkedEvents } from '../parked/parked-events.ts';
import { effectConsumer, effectsOf, hurriedTiming } from './fixtures/effects.ts';
import { type InboxMetrics, inboxMetrics } from './inbox-metrics.ts';
import type { InboxOptions } from './inbox-options.ts';
import type { InboxTables } from './inbox-table.ts';
import { subscriberOf } from './subscriber-of.ts';

const acme = tenantId('acme');
const away = () => new DomainError('STORE_AWAY', 'unavailable', 'away');
type FiveEvents = [CommittedEvent, CommittedEvent, CommittedEvent, CommittedEvent, CommittedEvent];
const delivery = (event: CommittedEvent): Delivery => ({ kind: 'event', event });

describeOnEachEngine('a consumer at its inbox', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:05.123Z');
  const log = createLogger({ level: 'silent', format: 'json' });
  let timing: ReturnType<typeof hurriedTiming>;
  let registry: Registry;
  let metrics: InboxMetrics;
  let database: TestDatabase;
  let counter = 0;
  let name: string;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());
  beforeEach(() => {
    counter += 1;
    name = `consumer-${counter}`;
    timing = hurriedTiming(clock);
    registry = new Registry();
    metrics = inboxMetrics(registry);
  });

  const subscriber = (consumer: EventConsumer) =>
    subscriberOf(consumer, { database: database.db, log, timing, metrics });

  const deliver = (
    consumer: EventConsumer,
    deliveries: readonly (CommittedEvent | Delivery)[],
    signal = new AbortController().signal,
  ) =>
    subscriber(consumer).deliver(
      deliveries.map((each) => ('kind' in each ? each : delivery(each))),
      signal,
    );

  /** What is kept, in full. */
  const parked = async () => {
    const kept = parkedEvents({ database: database.db, consumers: [] });
    const { items } = await kept.ofAnyTenant.list({ consumer: name }, { limit: 50 });
    return {
      items: await database.db.withSystem((tx) => Promise.all(items.map(({ id }) => kept.find(tx, id)))),
    };
  };

  const entered = async (tenant = acme) => {
    const rows = await database.db.withTenant(tenant, 'read', (tx) =>
      queries<InboxTables>(tx)
        .selectFrom('platform.inbox')
        .select(['event_id', 'handled_at'])
        .where('consumer', '=', name)
        .orderBy('event_id')
        .execute(),
    );
    return rows.map((row) => row.event_id);
  };

  const value = async (metric: string, labels: Readonly<Record<string, string>>) => {
    const { values } = (await registry.getSingleMetric(metric)?.get()) ?? { values: [] };
    return values.find((each) => Object.entries(labels).every(([key, text]) => each.labels[key] === text))
      ?.value;
  };

  const events = [1, 2, 3, 4, 5].map((sequence) => sampleEvent(sequence));
  const [one, two, three, , five] = events as FiveEvents;
  const ids = (some: readonly CommittedEvent[]) => some.map(({ id }) => id);

  describe('whose effect is in PostgreSQL', () => {
    it('has each event’s effect once, in order, however often it is delivered', async () => {
      const consumer = effectConsumer(name);
      await deliver(consumer, [one, two, two]);
      await deliver(consumer, [two, one]);
      await deliver(consumer, [one, three]);
      expect(await effectsOf(database.db, name)).toEqual(ids([one, two, three]));
      expect(await entered()).toEqual(ids([one, two, three]));
      expect(await value('events_handled_total', { consumer: name, outcome: 'handled' })).toBe(3);
    });

    it('handles more events than fit one transaction, in order', async () => {
      const many = Array.from({ length: 250 }, (_, index) => sampleEvent(index));
      await deliver(effectConsumer(name), many);
      expect(await effectsOf(database.db, name)).toEqual(ids(many));
    });

    it('handles events in transactions of their tenants', async () => {
      const globex = tenantId('globex');
      const tenants: string[] = [];
      const consumer = effectConsumer(name, (_event, tx) => tenants.push(tx.tenant));
      const foreign = { ...two, tenant: globex };
      // The same id in another tenant is another event.
      await deliver(consumer, [one, { ...one, tenant: globex }, three, foreign]);
      expect(tenants.toSorted()).toEqual(['acme', 'acme', 'globex', 'globex']);
      expect(await effectsOf(database.db, name, 'globex')).toEqual(ids([one, foreign]));
    });

    it('hears nothing but the types it wants', async () => {
      await deliver(effectConsumer(name), [one, { ...two, type: 'QuoteExpired' }]);
      expect(await entered()).toEqual(ids([one]));
    });

    it('parks a poison event with its error, and takes nobody else down', async () => {
      let tries = 0;
      const consumer = effectConsumer(name, ({ id }) => {
        if (id !== three.id) return;
        tries += 1;
        throw new Error('postgres://user:hunter2@db says no');
      });
      await deliver(consumer, events);
      expect(await effectsOf(database.db, name)).toEqual(ids(events.filter((event) => event !== three)));
      expect((await parked()).items).toMatchObject([
        {
          tenant: 'acme',
          consumer: name,
          eventId: three.id,
          event: three,
          error: { code: 'UNEXPECTED', message: 'postgres://user:[redacted]@db says no' },
          attempts: 5,
          state: 'parked',
        },
      ]);
      // Once with the others, five times alone.
      expect(tries).toBe(6);
      expect(timing.pauses).toHaveLength(4);
      expect(await value('events_handled_total', { consumer: name, outcome: 'parked' })).toBe(1);
    });

    it('neither handles nor parks a parked event when it comes again', async () => {
      let tries = 0;
      const consumer = effectConsumer(name, () => {
        tries += 1;
        throw new DomainError('QUOTE_UNKNOWN', 'notFound', 'no such quote');
      });
      await deliver(consumer, [one]);
      await deliver(consumer, [one]);
      expect(tries).toBe(5);
      expect((await parked()).items).toMatchObject([{ error: { code: 'QUOTE_UNKNOWN' } }]);
      expect(await value('events_handled_total', { consumer: name, outcome: 'duplicate' })).toBe(1);
    });

    it('parks what PostgreSQL refuses, and says how', async () => {
      const consumer = effectConsumer(name, (_event, tx) =>
        queries<InboxTables>(tx)
          .insertInto('platform.inbox')
          .values({ tenant_id: 'globex', consumer: name, event_id: one.id, handled_at: new Date() })
          .execute(),
      );
      await deliver(consumer, [one]);
      expect((await parked()).items).toMatchObject([{ error: { code: 'SQLSTATE_42501' } }]);
      expect(await effectsOf(database.db, name)).toEqual([]);
    });

    it('waits for as long as it takes until a failure passes, and parks nothing', async () => {
      let failures = 0;
      const consumer = effectConsumer(name, () => {
        failures += 1;
        if (failures <= 20) throw new Error('wrapped', { cause: away() });
      });
      await deliver(consumer, [one, two]);
      expect(await effectsOf(database.db, name)).toEqual(ids([one, two]));
      expect((await parked()).items).toEqual([]);
      expect(timing.pauses.slice(0, 4)).toEqual([50, 100, 200, 400]);
      expect(timing.pauses.at(-1)).toBe(15_000);
      expect(await value('event_retries_total', { consumer: name })).toBe(20);
    });

    it('handles one by one what takes too long together', async () => {
      const sizes: number[] = [];
      let inTransaction = 0;
      const consumer = effectConsumer(name, (event) => {
        inTransaction = event === one ? 1 : inTransaction + 1;
        sizes.push(inTransaction);
        if (sizes.length === 2) throw new DomainError('DATABASE_TIMEOUT', 'unavailable', 'too long');
      });
      await deliver(consumer, [one, two]);
      expect(await effectsOf(database.db, name)).toEqual(ids([one, two]));
      expect(timing.pauses).toEqual([]);
    });

    it('parks what takes too long alone, time after time', async () => {
      let tries = 0;
      const consumer = effectConsumer(name, () => {
        tries += 1;
        throw new Error('wrapped', { cause: new DomainError('DATABASE_TIMEOUT', 'unavailable', 'too long') });
      });
      await deliver(consumer, [one]);
      expect(tries).toBe(5);
      expect((await parked()).items).toMatchObject([{ eventId: one.id, attempts: 5, state: 'parked' }]);
    });

    it('keeps an event that cannot be kept as it is as a message of nobody, and goes on', async () => {
      let deep: JsonValue = 0;
      for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
      const endless = { ...one, data: { deep } };
      const unstorable = { ...two, aggregate: { type: 'quote', id: 'q\0' } };
      const consumer = effectConsumer(name, ({ id }) => {
        if (id !== three.id) throw new DomainError('TOO_ODD', 'unprocessable', 'odd');
      });
      await deliver(consumer, [endless, unstorable, three]);
      const kept = (await parked()).items;
      expect(kept).toHaveLength(2);
      for (const { id, tenant, reason } of [
        { ...endless, reason: /^the event of acme cannot be kept as it is: UNEXPECTED/ },
        { ...unstorable, reason: /^the event of acme cannot be kept as it is: TEXT_NOT_STORABLE/ },
      ]) {
        const message = kept.find(({ eventId }) => eventId === id);
        expect(message).toMatchObject({ tenant: '*', error: { message: expect.stringMatching(reason) } });
        expect(JSON.parse(String(message?.message))).toMatchObject({ id, tenant });
      }
      expect(await effectsOf(database.db, name)).toEqual([three.id]);
    });

    it('ends a delivery that waits when the subscription ends, so that it comes again', async () => {
      const ended = new AbortController();
      const consumer = effectConsumer(name, () => {
        ended.abort(new Error('closed'));
        throw away();
      });
      await expect(deliver(consumer, [one], ended.signal)).rejects.toThrow('closed');
      expect(await entered()).toEqual([]);
      await deliver(effectConsumer(name), [one]);
      expect(await effectsOf(database.db, name)).toEqual([one.id]);
    });

    it('tells how old the event was that it handled last', async () => {
      await deliver(effectConsumer(name), [one]);
      expect(await value('event_handling_lag_seconds', { consumer: name })).toBe(5);
    });
  });

  describe('whose effect is elsewhere', () => {
    const recording = (
      calls: string[][],
      fails: (some: readonly CommittedEvent[]) => unknown = () => {},
    ) => ({
      name,
      events: ['QuoteAccepted'] as const,
      async apply(some: readonly CommittedEvent[]) {
        calls.push([...ids(some)]);
        await fails(some);
      },
    });

    it('gets what it has not had, at once and in order, and has it entered afterwards', async () => {
      const calls: string[][] = [];
      const consumer = recording(calls, async () => expect(await entered()).not.toContain(three.id));
      await deliver(consumer, [one, two]);
      await deliver(consumer, [one, two, three]);
      await deliver(consumer, [three]);
      expect(calls).toEqual([ids([one, two]), [three.id]]);
      expect(await entered()).toEqual(ids([one, two, three]));
    });

    it('gets events alone when together they failed, and the poison one is parked', async () => {
      const calls: string[][] = [];
      const consumer = recording(calls, (some) => {
        if (some.includes(two)) throw new DomainError('TOO_ODD', 'unprocessable', 'odd');
      });
      await deliver(consumer, [one, two, three]);
      expect(calls[0]).toEqual(ids([one, two, three]));
      expect(calls.slice(1).map(([id]) => id)).toEqual([
        one.id,
        ...Array.from({ length: 5 }, () => two.id),
        three.id,
      ]);
      expect((await parked()).items).toMatchObject([{ eventId: two.id, error: { code: 'TOO_ODD' } }]);
      expect(await entered()).toEqual(ids([one, two, three]));
    });

    it('waits for the database in place, because nothing can be set aside in it', async () => {
      const calls: string[][] = [];
      const consumer = recording(calls, () => {
        if (calls.length < 10) throw new DomainError('DATABASE_UNAVAILABLE', 'unavailable', 'away');
      });
      await deliver(consumer, [one, two]);
      expect(calls).toHaveLength(10);
      expect((await parked()).items).toEqual([]);
      expect(await entered()).toEqual(ids([one, two]));
    });

    it('takes its turn for all that it does in the database', async () => {
      let places = 0;
      let outside = 0;
      const counting = <T>(work: () => Promise<T>) => {
        if (places === 0) outside += 1;
        return work();
      };
      const { withTenant, withSystem } = database.db;
      const options: InboxOptions = {
        database: {
          ...database.db,
          withTenant: (...call: Parameters<typeof withTenant>) => counting(() => withTenant(...call)),
          withSystem: (...call: Parameters<typeof withSystem>) => counting(() => withSystem(...call)),
        } as Database,
        log,
        timing,
        async turns(work) {
          places += 1;
          return work().finally(() => {
            places -= 1;
          });
        },
      };
      const malformed = { kind: 'malformed', id: five.id, message: Buffer.from('x'), reason: 'no' } as const;
      const consumer = recording([], (some) => {
        if (some.includes(one)) throw new DomainError('TOO_ODD', 'unprocessable', 'odd');
        if (some.includes(two)) throw away();
      });
      await subscriberOf(consumer, options).deliver(
        [delivery(one), delivery(two), malformed],
        new AbortController().signal,
      );
      expect((await parked()).items.map(({ state }) => state).toSorted()).toEqual([
        'parked',
        'parked',
        'waiting',
      ]);
      expect(outside).toBe(0);
    });

    it('gets them again after a failure that passes', async () => {
      const calls: string[][] = [];
      const consumer = recording(calls, () => {
        if (calls.length < 3) throw away();
      });
      await deliver(consumer, [one, two]);
      expect(calls).toEqual([ids([one, two]), ids([one, two]), ids([one, two])]);
    });
  });

  it('parks a message that is no event once, with its bytes, and handles what comes with it', async () => {
    const malformed: Delivery = {
      kind: 'malformed',
      id: '0195d3a0-7b1e-7c3a-9f00-0000000000ff',
      message: Buffer.from([0, 1, 0xff]),
      reason: 'not UTF-8',
    };
    await deliver(effectConsumer(name), [one, malformed, two]);
    await deliver(effectConsumer(name), [malformed]);
    expect((await parked()).items).toMatchObject([
      {
        tenant: '*',
        eventId: malformed.id,
        message: Buffer.from([0, 1, 0xff]),
        error: { code: 'EVENT_MALFORMED', message: 'not UTF-8' },
      },
    ]);
    expect(await effectsOf(database.db, name)).toEqual(ids([one, two]));
  });
});
