import { systemClock } from '@quotewright/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLogger } from '../../postgres/logger.ts';
import { postgresNotifications } from '../../postgres/notifications.ts';
import { describeOnPostgres, type TestDatabase } from '../../testing/index.ts';
import type { OutboxBell } from './bell.ts';
import { acme, appendLocked } from './fixtures/outbox-desk.ts';
import { startRelayNode } from './fixtures/relay-node.ts';
import { postgresBell } from './postgres-bell.ts';

const HOUR_MS = 3_600_000;
const OPTIONS = { leaseMs: 30_000, pollMs: HOUR_MS, batchSize: 10, partitionsAtATime: 4 };

describeOnPostgres('the bell over PostgreSQL', (engine) => {
  let database: TestDatabase;
  let url: string;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: systemClock });
    url = database.url as string;
  });
  afterAll(() => database.close());

  const append = () => database.db.withTenant(acme, 'write', (tx) => appendLocked(tx, 'q-1'));
  const listeners = () =>
    database.db.asOwner(async (owner) => {
      const { rows } = await owner.query(
        "select pid from pg_stat_activity where datname = current_database() and query ~ '^(LISTEN|NOTIFY)'",
      );
      return rows.map(({ pid }) => Number(pid));
    });
  const cut = (pid: number) =>
    database.db.asOwner((owner) => owner.query('select pg_terminate_backend($1)', [pid]));

  /** Processes take a moment to start, connections to be made again. */
  const soon = { timeout: 20_000 };

  function ringsOf(bell: Pick<OutboxBell, 'onRing'>) {
    let rings = 0;
    bell.onRing(() => {
      rings += 1;
    });
    return () => rings;
  }

  it('wakes a relay of another process, also after its connection was cut', async () => {
    const arrived: unknown[] = [];
    const node = startRelayNode(url, OPTIONS, (events) => {
      arrived.push(...events.map(({ data }) => data['step']));
    });
    await expect.poll(listeners, soon).toHaveLength(1);
    const [listener] = await listeners();
    const bell = postgresBell({ url, log: silentLogger });
    await expect.poll(listeners, soon).toHaveLength(2);
    await append();
    await expect.poll(() => arrived, soon).toEqual([1]);

    // What is appended while nobody can be told is found when the connection is back.
    await cut(listener as number);
    await append();
    await expect.poll(() => arrived, soon).toEqual([1, 2]);
    await expect.poll(listeners, soon).toHaveLength(2);
    await append();
    await expect.poll(() => arrived, soon).toEqual([1, 2, 3]);
    await bell.close();
    await node.close();
  });

  it('rings here without waiting for the database', async () => {
    const bell = postgresBell({ url, log: silentLogger });
    const rings = ringsOf(bell);
    bell.ring();
    expect(rings()).toBe(1);
    await append();
    expect(rings()).toBeGreaterThanOrEqual(2);
    await bell.close();
  });

  it('tells others of many commits at once, and itself of none', async () => {
    const heard = { near: 0, far: 0 };
    const open = (side: 'near' | 'far') =>
      postgresNotifications({
        url,
        channel: 'test_channel',
        log: silentLogger,
        reconnectAfter: () => 10,
        onNotification: () => {
          heard[side] += 1;
        },
      });
    const [near, far] = [open('near'), open('far')];
    // Each hears once that it is connected.
    await expect.poll(() => heard, soon).toEqual({ near: 1, far: 1 });
    for (let commit = 0; commit < 1_000; commit += 1) near.notify();
    await expect.poll(() => heard.far, soon).toBe(3);
    far.notify();
    await expect.poll(() => heard, soon).toEqual({ near: 2, far: 3 });
    await near.close();
    await far.close();
    near.notify();
  });

  it('says once that nobody hears, and goes on', async () => {
    const said: string[] = [];
    const log = { ...silentLogger, warn: (_: object, message: string) => void said.push(message) };
    const nowhere = new URL(url);
    nowhere.port = '1';
    let attempts = 0;
    const lost = postgresNotifications({
      url: nowhere.href,
      channel: 'test_channel',
      log,
      onNotification: () => {},
      reconnectAfter: (failures) => {
        attempts = failures;
        return 1;
      },
    });
    lost.notify();
    await expect.poll(() => attempts, soon).toBeGreaterThan(3);
    await lost.close();
    expect(said).toEqual([expect.stringContaining('not received')]);
  });
});
