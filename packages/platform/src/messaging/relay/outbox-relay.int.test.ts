import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../../testing/index.ts';
import { appendEvents, outboxPartition } from '../outbox.ts';
import { acme, outboxDesk, quotes, silentBell, step, upTo } from './fixtures/outbox-desk.ts';
import { stepsByAggregate } from './fixtures/recording-transport.ts';
import { ScaledTime } from './fixtures/scaled-time.ts';
import { readOutboxBacklog } from './outbox-backlog.ts';
import { relayMetrics } from './relay-metrics.ts';

const place = (id: string) => outboxPartition(acme, { type: 'quote', id });

describeOnEachEngine('the relay of the outbox', (engine) => {
  const time = new ScaledTime();
  let database: TestDatabase;
  let desk: ReturnType<typeof outboxDesk>;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: time.clock });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.db.asOwner((owner) =>
      owner.script('truncate platform.outbox, platform.outbox_partition, platform.number_sequence'),
    );
    desk = outboxDesk(database.db, time);
  });

  it('sends each event once, those of an aggregate in their order, over many transactions and batches', async () => {
    const ids = quotes(5, 'apart');
    for (const round of upTo(12)) for (const id of ids) await desk.append(id, (round % 3) + 1);
    const relay = desk.relay({ batchSize: 7, bell: silentBell });
    await desk.transport.untilTaken(120);
    await relay.close();
    expect(desk.transport.taken).toHaveLength(120);
    expect(stepsByAggregate(desk.transport.taken)).toEqual(
      Object.fromEntries(ids.map((id) => [`acme/${id}`, upTo(24)])),
    );
    expect(await desk.backlog()).toEqual({
      unsent: 0,
      oldestAgeMs: undefined,
      partitions: { held: 0, expired: 0 },
    });
  });

  it('sends what is appended while it runs, without waiting for a poll', async () => {
    const relay = desk.relay();
    await desk.append('q-1', 2);
    await desk.transport.untilTaken(2);
    await desk.append('q-1', 2);
    await desk.transport.untilTaken(4);
    await relay.close();
    expect(stepsByAggregate(desk.transport.taken)).toEqual({ 'acme/q-1': upTo(4) });
  });

  it('finds at the next poll what nobody told it', async () => {
    const relay = desk.relay({ bell: silentBell, pollMs: 60_000 });
    await time.advance(60_000);
    await desk.append('q-1');
    await time.advance(60_000);
    await desk.transport.untilTaken(1);
    await relay.close();
  });

  it('hands over all of a fact', async () => {
    await desk.append('q-1');
    const relay = desk.relay();
    await desk.transport.untilTaken(1);
    await relay.close();
    expect(desk.transport.taken).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        tenant: 'acme',
        type: 'QuoteChanged',
        schemaVersion: 1,
        aggregate: { type: 'quote', id: 'q-1' },
        sequence: expect.any(Number),
        data: { step: 1 },
        occurredAt: time.clock.now(),
      },
    ]);
  });

  it('has at most four megabytes of a partition in its hands, however large events are', async () => {
    const batches: number[] = [];
    desk.transport.before = (events) => void batches.push(events.length);
    const large = upTo(10).map((number) => ({
      ...step('q-1', number),
      data: { step: number, text: 'x'.repeat(800_000) },
    }));
    await database.db.withTenant(acme, 'write', (tx) => appendEvents(tx, large));
    const relay = desk.relay({ bell: silentBell });
    await desk.transport.untilTaken(10);
    await relay.close();
    expect(batches).toEqual([5, 5]);
    expect(stepsByAggregate(desk.transport.taken)).toEqual({ 'acme/q-1': upTo(10) });
  });

  it('takes turns: a partition that never ends does not keep the others from being sent', async () => {
    // The busy one is looked at first.
    const [busy, ...others] = quotes(3, 'apart').sort((one, other) => place(one) - place(other)) as [
      string,
      string,
      string,
    ];
    await desk.append(busy, 40);
    for (const id of others) await desk.append(id);
    const relay = desk.relay({ batchSize: 1, partitionsAtATime: 1, bell: silentBell });
    await desk.transport.untilTaken(42);
    await relay.close();
    const order = desk.transport.taken.map(({ aggregate }) => aggregate.id);
    for (const id of others) expect(order.indexOf(id)).toBeLessThan(22);
    expect(stepsByAggregate(desk.transport.taken)[`acme/${busy}`]).toEqual(upTo(40));
  });

  it('keeps events while the transport takes none, gives partitions back meanwhile, and says so once', async () => {
    desk.transport.before = () => {
      throw new Error('down');
    };
    for (const id of quotes(3, 'apart')) await desk.append(id, 3);
    const relay = desk.relay();
    await desk.transport.until(({ failures }) => failures >= 3);
    for (const seconds of [1, 2, 3]) {
      const before = desk.transport.failures;
      await time.advance(seconds * 5_000);
      await desk.transport.until(({ failures }) => failures >= before + 3);
    }
    await expect.poll(desk.backlog).toMatchObject({ unsent: 9, partitions: { held: 0, expired: 0 } });
    expect(desk.said).toEqual(['events cannot be sent: they wait in the outbox']);

    desk.transport.before = () => {};
    await time.advance(5_000);
    await desk.transport.untilTaken(9);
    await relay.close();
    expect(Object.values(stepsByAggregate(desk.transport.taken))).toEqual([upTo(3), upTo(3), upTo(3)]);
    expect(desk.said.slice(1)).toEqual(['events are sent again']);
  });

  it('leaves a transport that fails alone for longer and longer, up to five seconds', async () => {
    desk.transport.before = () => {
      throw new Error('down');
    };
    await desk.append('q-1');
    const relay = desk.relay({ bell: silentBell, pollMs: 1 });
    await desk.transport.until(({ failures }) => failures === 1);
    for (const [attempt, pause] of [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000].entries()) {
      await time.advance(pause - 1);
      await desk.backlog();
      expect(desk.transport.failures).toBe(attempt + 1);
      await time.advance(1);
      await desk.transport.until(({ failures }) => failures === attempt + 2);
    }
    await relay.close();
  });

  it('sends again what the transport took and the database did not note', async () => {
    await desk.append('q-1', 2);
    let broken = true;
    const flaky = {
      ...database.db,
      withSystem: ((work) =>
        database.db.withSystem(async (tx) => {
          const result = await work(tx);
          if (broken && (await readOutboxBacklog(tx)).unsent === 0) throw new Error('no');
          return result;
        })) as typeof database.db.withSystem,
    };
    const relay = desk.relay({ database: flaky, bell: silentBell, pollMs: 1_000 });
    await desk.transport.untilTaken(2);
    await expect.poll(() => desk.said).toContain('sent events cannot be marked: they will be sent again');
    for (const _ of upTo(5)) await desk.backlog();
    expect(desk.transport.taken).toHaveLength(2);
    broken = false;
    await time.advance(1_000);
    await desk.transport.until(({ taken }) => taken.length === 4);
    await relay.close();
    expect(stepsByAggregate(desk.transport.taken)).toEqual({ 'acme/q-1': upTo(2) });
    expect(await desk.backlog()).toMatchObject({ unsent: 0 });
  });

  it('gives back at once what it holds when it is closed, and what comes later is left to others', async () => {
    const sending = Promise.withResolvers<void>();
    const hangs = Promise.withResolvers<void>();
    desk.transport.before = () => {
      sending.resolve();
      return hangs.promise;
    };
    const relay = desk.relay();
    await desk.append('q-1');
    await sending.promise;
    expect(await desk.backlog()).toMatchObject({ unsent: 1, partitions: { held: 1 } });
    const closing = relay.close();
    await time.advance(1_000);
    await closing;
    expect(await desk.backlog()).toMatchObject({ unsent: 1, partitions: { held: 0, expired: 0 } });
    expect(time.running).toBe(0);

    const next = outboxDesk(database.db, time);
    const successor = next.relay();
    await next.transport.untilTaken(1);
    await successor.close();
    hangs.resolve();
    await desk.append('q-1');
    expect(await desk.backlog()).toMatchObject({ unsent: 1 });
  });

  it('tells how many events wait, for how long, and what it did', async () => {
    const registry = new Registry();
    const metrics = relayMetrics(registry);
    desk.transport.before = () => {
      throw new Error('down');
    };
    await desk.append('q-1', 3);
    const relay = desk.relay({ metrics, bell: silentBell });
    await desk.transport.until(({ failures }) => failures === 1);
    await time.advance(90_000);
    const behind = await registry.metrics();
    expect(behind).toContain('outbox_unsent_events 3');
    expect(behind).toContain('outbox_oldest_unsent_age_seconds 90');
    await desk.transport.until(({ failures }) => failures === 2);
    expect(await registry.metrics()).toContain('outbox_send_failures_total 2');

    desk.transport.before = () => {};
    await time.advance(5_000);
    await desk.transport.untilTaken(3);
    await expect.poll(desk.backlog).toMatchObject({ unsent: 0 });
    await time.advance(15_000);
    await relay.close();
    const after = await registry.metrics();
    for (const line of [
      'outbox_sent_total 3',
      'outbox_unsent_events 0',
      'outbox_oldest_unsent_age_seconds 0',
      'outbox_relay_partitions 0',
    ]) {
      expect(after).toContain(line);
    }
  });
});
