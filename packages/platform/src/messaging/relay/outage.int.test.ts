import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../../testing/index.ts';
import { outboxDesk, quotes, upTo } from './fixtures/outbox-desk.ts';
import { stepsByAggregate } from './fixtures/recording-transport.ts';
import { ScaledTime } from './fixtures/scaled-time.ts';

const MINUTE_MS = 60_000;

describeOnEachEngine('a transport that is down for an hour', (engine) => {
  const time = new ScaledTime();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: time.clock });
  });
  afterAll(() => database.close());

  it('costs no append, and afterwards everything goes out in order', async () => {
    const desk = outboxDesk(database.db, time);
    const ids = quotes(4, 'apart');
    const relay = desk.relay({ batchSize: 50 });
    desk.transport.before = () => {
      throw new Error('down');
    };
    for (const _ of upTo(60)) {
      for (const id of ids) await desk.append(id, 2);
      const { failures } = desk.transport;
      await time.advance(MINUTE_MS);
      await desk.transport.until((transport) => transport.failures > failures);
    }
    expect(await desk.backlog()).toMatchObject({ unsent: 480, oldestAgeMs: 60 * MINUTE_MS });
    expect(desk.transport.taken).toEqual([]);

    // While the backlog goes out, more arrives.
    desk.transport.before = () => {};
    await time.advance(5_000);
    for (const id of ids) await desk.append(id, 2);
    await desk.transport.untilTaken(488);
    await relay.close();
    expect(desk.transport.taken).toHaveLength(488);
    expect(stepsByAggregate(desk.transport.taken)).toEqual(
      Object.fromEntries(ids.map((id) => [`acme/${id}`, upTo(122)])),
    );
    expect(await desk.backlog()).toMatchObject({ unsent: 0 });
    expect(desk.said).toEqual(['events cannot be sent: they wait in the outbox', 'events are sent again']);
  });
});
