import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ManualTicker } from '../../jobs/fixtures/manual-ticker.ts';
import type { Database } from '../../postgres/index.ts';
import { queries } from '../../postgres/queries.ts';
import {
  describeOnEachEngine,
  describeOnPostgres,
  sampleEvent,
  type TestDatabase,
} from '../../testing/index.ts';
import { parkEvent } from '../parked/park.ts';
import type { ParkedTables } from '../parked/parked-table.ts';
import { enterInbox, handledBefore } from './inbox.ts';
import { startInboxHousekeeping } from './inbox-housekeeping.ts';
import type { InboxTables } from './inbox-table.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const acme = tenantId('acme');
const globex = tenantId('globex');

describeOnEachEngine('the housekeeping of the inbox', (engine) => {
  const clock = new ManualClock();
  const log = { error: vi.fn<(...said: unknown[]) => void>() };
  let ticker: ManualTicker;
  let test: TestDatabase;
  beforeEach(async () => {
    test = await engine.open({ migrations: [], clock });
    ticker = new ManualTicker();
    log.error.mockClear();
  });
  afterEach(() => test.close());

  const start = (
    database: Database = test.db,
    counted: (parked: ReadonlyMap<string, number>) => void = () => {},
  ) => startInboxHousekeeping({ database, log, clock, metrics: { counted }, batch: 10, every: ticker.every });

  const ids = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => sampleEvent(from + index).id);
  const enter = (tenant: typeof acme, some: readonly string[]) =>
    test.db.withTenant(tenant, 'write', (tx) => enterInbox(tx, 'hears', some));
  const known = async (tenant: typeof acme, some: readonly string[]) =>
    (await test.db.withTenant(tenant, 'read', (tx) => handledBefore(tx, 'hears', some))).size;

  it('forgets what was handled more than 14 days ago, of every tenant, and nothing else', async () => {
    await enter(acme, ids(0, 25));
    await enter(globex, ids(0, 7));
    clock.advance(DAY_MS);
    await enter(acme, ids(100, 3));
    clock.advance(13 * DAY_MS + 1);
    const housekeeping = start();
    await ticker.tick();
    await housekeeping.close();
    expect(await known(acme, ids(0, 25))).toBe(0);
    expect(await known(globex, ids(0, 7))).toBe(0);
    expect(await known(acme, ids(100, 3))).toBe(3);
    expect(ticker.running).toBe(0);
  });

  it('forgets in one round whatever has grown old, and parked events that were resolved', async () => {
    await enter(acme, ids(0, 600));
    const failure = { error: new Error('no'), attempts: 5 };
    await test.db.withTenant(acme, 'write', async (tx) => {
      for (let sequence = 0; sequence < 26; sequence += 1) {
        await parkEvent(tx, 'parks', sampleEvent(sequence), failure);
      }
      await queries<ParkedTables>(tx)
        .updateTable('platform.parked_event')
        .set({ state: 'discarded', resolved_at: new Date(clock.now()), resolved_by: 'olga' })
        .where('tenant_id', '=', acme)
        .where('event_id', '<>', sampleEvent(25).id)
        .execute();
    });
    clock.advance(15 * DAY_MS);
    const housekeeping = start();
    await ticker.tick();
    await housekeeping.close();
    expect(await known(acme, ids(0, 600))).toBe(0);
    const kept = await test.db.withTenant(acme, 'read', (tx) =>
      queries<ParkedTables>(tx).selectFrom('platform.parked_event').select('event_id').execute(),
    );
    expect(kept).toEqual([{ event_id: sampleEvent(25).id }]);
  });

  it('may lock what it forgets, and change nothing', async () => {
    await enter(acme, ids(0, 1));
    const change = test.db.withSystem((tx) =>
      queries<InboxTables>(tx)
        .updateTable('platform.inbox')
        .set({ handled_at: new Date(0) })
        .execute(),
    );
    await expect(change).rejects.toMatchObject({ code: '42501' });
  });

  it('counts the events that each consumer has parked', async () => {
    const failure = { error: new Error('no'), attempts: 5 };
    for (const [tenant, consumer, sequence] of [
      [acme, 'hears', 1],
      [acme, 'hears', 2],
      [globex, 'hears', 1],
      [acme, 'other', 1],
    ] as const) {
      await test.db.withTenant(tenant, 'write', (tx) =>
        parkEvent(tx, consumer, sampleEvent(sequence), failure),
      );
    }
    const counts: unknown[] = [];
    const housekeeping = start(test.db, (parked) => counts.push(Object.fromEntries(parked)));
    await ticker.tick();
    await housekeeping.close();
    expect(counts).toEqual([{ hears: 3, other: 1 }]);
  });

  it('says once that it cannot, and goes on when it can', async () => {
    await enter(acme, ids(0, 5));
    clock.advance(15 * DAY_MS);
    let away = true;
    const database: Database = {
      ...test.db,
      withSystem: (work) => (away ? Promise.reject(new Error('away')) : test.db.withSystem(work)),
    };
    const housekeeping = start(database);
    await ticker.tick();
    await ticker.tick();
    expect(log.error).toHaveBeenCalledTimes(1);
    away = false;
    await ticker.tick();
    await housekeeping.close();
    expect(await known(acme, ids(0, 5))).toBe(0);
  });
});

describeOnPostgres('the housekeeping of the inbox in several processes', (engine) => {
  it('skips what another one is forgetting, and does not wait for it', async () => {
    const clock = new ManualClock();
    const test = await engine.open({ migrations: [], clock });
    const some = Array.from({ length: 25 }, (_, index) => sampleEvent(index).id);
    await test.db.withTenant(acme, 'write', (tx) => enterInbox(tx, 'hears', some));
    clock.advance(15 * DAY_MS);
    const ticker = new ManualTicker();
    const log = { error: vi.fn<(...said: unknown[]) => void>() };
    const housekeeping = startInboxHousekeeping({
      database: test.db,
      log,
      clock,
      batch: 10,
      every: ticker.every,
    });
    const locked = Promise.withResolvers<readonly string[]>();
    const end = Promise.withResolvers<void>();
    const other = test.db.withSystem(async (tx) => {
      const rows = await queries<InboxTables>(tx)
        .selectFrom('platform.inbox')
        .select('event_id')
        .limit(5)
        .forUpdate()
        .execute();
      locked.resolve(rows.map((row) => row.event_id));
      await end.promise;
    });
    const held = await locked.promise;
    await ticker.tick();
    const left = await test.db.withTenant(acme, 'read', (tx) => handledBefore(tx, 'hears', some));
    expect(left).toEqual(new Set(held));
    end.resolve();
    await other;
    await housekeeping.close();
    await test.close();
    expect(log.error).not.toHaveBeenCalled();
  });
});
