import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queries } from '../../postgres/queries.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnEachEngine, type TestDatabase } from '../../testing/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { TransactionalConsumer } from '../event-consumer.ts';
import { effectConsumer, effectsOf, hurriedTiming } from '../inbox/fixtures/effects.ts';
import { subscriberOf } from '../inbox/subscriber-of.ts';
import { appendEvents } from '../outbox.ts';
import type { OutboxTables } from '../outbox-table.ts';
import { processBell } from '../relay/bell.ts';
import { startOutboxRelay } from '../relay/outbox-relay.ts';
import { inProcessTransport } from './in-process-transport.ts';

const log = createLogger({ level: 'silent', format: 'json' });
const acme = tenantId('acme');

describeOnEachEngine('a fact in a process by itself', (engine) => {
  const clock = new ManualClock();
  const timing = hurriedTiming(clock);
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  /** A process that sends what the outbox holds, until `count` events were confirmed to it, and is then gone. */
  async function liveUntilConfirmed(consumer: TransactionalConsumer, count: number): Promise<void> {
    const transport = inProcessTransport({ log, timing });
    const inbox = subscriberOf(consumer, { database: database.db, log, timing });
    const done = Promise.withResolvers<void>();
    let confirmed = 0;
    transport.subscribe({
      ...inbox,
      async deliver(deliveries, signal) {
        await inbox.deliver(deliveries, signal);
        confirmed += deliveries.length;
        if (confirmed >= count) done.resolve();
      },
    });
    const relay = startOutboxRelay({ database: database.db, transport, clock, log, bell: processBell() });
    await done.promise;
    await relay.close();
    await transport.close();
  }

  const sentAgain = () =>
    database.db.withSystem((tx) =>
      queries<OutboxTables>(tx)
        .updateTable('platform.outbox')
        .set({ sent_at: null as unknown as Date })
        .where('type', '=', 'QuoteAccepted')
        .execute(),
    );

  it('has one effect, in order, also when all of it is sent again by another process', async () => {
    const quotes = ['q-1', 'q-2', 'q-3'];
    for (const number of [1, 2, 3, 4]) {
      await database.db.withTenant(acme, 'write', (tx) =>
        appendEvents(
          tx,
          quotes.map((id) => ({
            type: 'QuoteAccepted',
            schemaVersion: 1,
            aggregate: { type: 'quote', id },
            data: { number },
          })),
        ),
      );
    }
    const heard: CommittedEvent[] = [];
    const consumer = effectConsumer('hears', (event) => heard.push(event));
    await liveUntilConfirmed(consumer, 12);
    await sentAgain();
    await liveUntilConfirmed(consumer, 12);

    expect(await effectsOf(database.db, 'hears')).toHaveLength(12);
    for (const quote of quotes) {
      const ofQuote = heard.filter(({ aggregate }) => aggregate.id === quote);
      expect(ofQuote.map(({ data }) => data['number'])).toEqual([1, 2, 3, 4]);
    }
  });
});
