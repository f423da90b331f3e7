import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPostgres } from '../../postgres/index.ts';
import { describeOnEachEngine, describeOnPostgres, type TestDatabase } from '../../testing/index.ts';
import { appendEvents } from '../outbox.ts';
import {
  acme,
  appendLocked,
  LEASE_MS,
  outboxDesk,
  quotes,
  silentBell,
  step,
  upTo,
} from './fixtures/outbox-desk.ts';
import { stepsByAggregate } from './fixtures/recording-transport.ts';
import { ScaledTime } from './fixtures/scaled-time.ts';

/** The timers of a process that stands still. */
const stopped = () => () => {};

const emptied = (database: TestDatabase) =>
  database.db.asOwner((owner) =>
    owner.script('truncate platform.outbox, platform.outbox_partition, platform.number_sequence'),
  );

describeOnEachEngine('a leased partition', (engine) => {
  const time = new ScaledTime();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: time.clock });
  });
  afterAll(() => database.close());
  beforeEach(() => emptied(database));

  /** A relay that is in the middle of a send, for as long as the test wants. */
  async function sendingRelay(every = time.every) {
    const desk = outboxDesk(database.db, time);
    const [sending, taken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    desk.transport.before = () => {
      sending.resolve();
      return taken.promise;
    };
    await desk.append('q-1', 2);
    const relay = desk.relay({ every, bell: silentBell });
    await sending.promise;
    return { ...desk, running: relay, take: taken.resolve };
  }

  it('is taken over when its relay does not renew the lease, and not before', async () => {
    const first = await sendingRelay(stopped);
    const second = outboxDesk(database.db, time);
    const relay = second.relay({ bell: silentBell });
    await time.advance(LEASE_MS - 1);
    expect(second.transport.taken).toEqual([]);
    expect(await second.backlog()).toMatchObject({ partitions: { held: 1, expired: 0 } });
    time.clock.advance(1);
    expect(await second.backlog()).toMatchObject({ partitions: { held: 0, expired: 1 } });
    await time.advance(1_000);
    await second.transport.untilTaken(2);
    await relay.close();

    // The first one comes back: what it sent is sent twice, and it changes nothing.
    await first.append('q-1');
    first.take();
    await first.running.close();
    expect(first.said).toEqual(['the lease ended during a send: its events are sent twice']);
    expect(stepsByAggregate(second.transport.taken)).toEqual({ 'acme/q-1': upTo(2) });
    expect(await first.backlog()).toMatchObject({ unsent: 1, partitions: { held: 0, expired: 0 } });
  });

  it('is not marked by a relay that lost it', async () => {
    const first = await sendingRelay(stopped);
    const [sending, taken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const second = outboxDesk(database.db, time);
    second.transport.before = () => {
      sending.resolve();
      return taken.promise;
    };
    time.clock.advance(LEASE_MS);
    const relay = second.relay({ bell: silentBell });
    await sending.promise;
    first.take();
    await first.transport.untilTaken(2);
    await first.running.close();
    expect(await first.backlog()).toMatchObject({ unsent: 2, partitions: { held: 1, expired: 0 } });
    taken.resolve();
    await second.transport.untilTaken(2);
    await relay.close();
    expect(await first.backlog()).toMatchObject({ unsent: 0, partitions: { held: 0, expired: 0 } });
  });

  it('stays with a relay whose send takes longer than the lease', async () => {
    const first = await sendingRelay();
    const second = outboxDesk(database.db, time);
    const relay = second.relay({ bell: silentBell });
    for (const _ of upTo(12)) await time.advance(LEASE_MS / 3 + 1);
    expect(second.transport.taken).toEqual([]);
    first.take();
    await first.transport.untilTaken(2);
    await Promise.all([first.running.close(), relay.close()]);
    expect(second.transport.taken).toEqual([]);
    expect(await first.backlog()).toMatchObject({ unsent: 0 });
  });

  it('is free when it was given back, also for a relay whose clock is behind', async () => {
    const ahead = await sendingRelay();
    ahead.take();
    await ahead.transport.untilTaken(2);
    await ahead.running.close();
    time.clock.setWall(time.clock.now() - 60 * 60_000);
    const behind = outboxDesk(database.db, time);
    await behind.append('q-1');
    const relay = behind.relay({ bell: silentBell });
    await behind.transport.untilTaken(1);
    await relay.close();
    expect(stepsByAggregate(behind.transport.taken)).toEqual({ 'acme/q-1': [3] });
  });

  it('is out of reach of what works for tenants', async () => {
    const refused = (statement: string) =>
      expect(
        database.db.asOwner(async (owner) => {
          await owner.script(`begin; set local role qw_app; set local app.tenant_id = 'acme'`);
          await owner.script(statement).finally(() => owner.script('rollback'));
        }),
      ).rejects.toMatchObject({ code: '42501' });
    await refused('select from platform.outbox_partition');
    await refused('update platform.outbox_partition set holder = null');
  });
});

describeOnPostgres('a partition with writers', (engine) => {
  const time = new ScaledTime();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: time.clock, poolSize: 20 });
  });
  afterAll(() => database.close());
  beforeEach(() => emptied(database));

  it('sends events that are committed late, below the ids of others that were sent', async () => {
    const desk = outboxDesk(database.db, time);
    const [slow, quick] = quotes(2, 'together') as [string, string];
    const [drawn, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = database.db.withTenant(acme, 'write', async (tx) => {
      await appendLocked(tx, slow, 2);
      drawn.resolve();
      await mayCommit.promise;
      await appendEvents(tx, [step(slow, 3)]);
    });
    await drawn.promise;
    const relay = desk.relay();
    await desk.append(quick);
    await desk.transport.untilTaken(1);
    mayCommit.resolve();
    await late;
    await desk.append(quick);
    await desk.transport.untilTaken(5);
    await relay.close();
    const [first, second] = desk.transport.taken;
    expect([first?.aggregate.id, second?.aggregate.id]).toEqual([quick, slow]);
    expect(second?.sequence).toBeLessThan(first?.sequence as number);
    expect(stepsByAggregate(desk.transport.taken)).toEqual({
      [`acme/${slow}`]: upTo(3),
      [`acme/${quick}`]: upTo(2),
    });
  });

  it('keeps the order of its aggregates while many write and two relays send', async () => {
    const desk = outboxDesk(database.db, time);
    const other = openPostgres({ url: database.url as string, clock: time.clock, poolSize: 4 });
    const ids = [...quotes(4, 'together'), ...quotes(8, 'apart').slice(1)];
    const relays = [
      desk.relay({ batchSize: 3 }),
      desk.relay({ batchSize: 3, database: other, partitionsAtATime: 2 }),
    ];
    await Promise.all(
      upTo(6).map(async (writer) => {
        for (const at of [...ids, ...ids].keys()) {
          const id = ids[(at * writer) % ids.length] as string;
          await desk.append(id);
        }
      }),
    );
    await desk.transport.untilTaken(6 * 2 * ids.length);
    await Promise.all(relays.map((relay) => relay.close()));
    await other.close();
    expect(desk.transport.taken).toHaveLength(6 * 2 * ids.length);
    for (const steps of Object.values(stepsByAggregate(desk.transport.taken))) {
      expect(steps).toEqual(upTo(steps.length));
    }
  });
});
