import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queries } from '../../postgres/index.ts';
import { describeOnEachEngine, type TestDatabase } from '../../testing/index.ts';
import { outboxDesk } from './fixtures/outbox-desk.ts';
import { ScaledTime } from './fixtures/scaled-time.ts';
import { removeSent } from './retention.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describeOnEachEngine('the retention of the outbox', (engine) => {
  const time = new ScaledTime();
  let database: TestDatabase;
  let desk: ReturnType<typeof outboxDesk>;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: time.clock });
    desk = outboxDesk(database.db, time);
  });
  afterAll(() => database.close());

  const kept = () =>
    database.db.withSystem(async (tx) => {
      const { rows } = await sql<{ count: number }>`select count(*) from platform.outbox`.execute(
        queries(tx),
      );
      return rows[0]?.count;
    });

  it('removes few events with one statement', async () => {
    await desk.append('q-1', 2_001);
    const relay = desk.relay();
    await desk.transport.untilTaken(2_001);
    await relay.close();
    const removed: number[] = [];
    do {
      removed.push(await database.db.withSystem((tx) => removeSent(tx, time.clock.now() + 1)));
    } while (removed.at(-1) !== 0);
    expect(removed).toEqual([1_000, 1_000, 1, 0]);
  });

  it('removes what was sent seven days ago, all of it, and never what was not sent', async () => {
    await desk.append('q-1', 1_001);
    const relay = desk.relay();
    await desk.transport.untilTaken(3_002);
    await expect.poll(desk.backlog).toMatchObject({ unsent: 0 });
    desk.transport.before = () => {
      throw new Error('down');
    };
    await time.advance(6 * DAY_MS);
    await desk.append('q-2', 3);
    expect(await kept()).toBe(1_004);
    await time.advance(DAY_MS + MINUTE_MS);
    await relay.close();
    expect(await kept()).toBe(3);
  });

  it('cannot remove unsent events, whatever it is asked', async () => {
    await database.db.withSystem((tx) => sql`delete from platform.outbox`.execute(queries(tx)));
    expect(await kept()).toBe(3);
    expect(await database.db.withSystem((tx) => removeSent(tx, time.clock.now() + DAY_MS))).toBe(0);
  });
});
