import { systemClock, tenantId } from '@quotewright/kernel';
import {
  appendEvents,
  type DomainEvent,
  type EventConsumer,
  type EventTransport,
  inProcessTransport,
  processBell,
  readOutboxBacklog,
  startOutboxRelay,
  subscriberOf,
} from '@quotewright/platform/messaging';
import { migrate, type OwnedDatabase, openPostgres } from '@quotewright/platform/postgres';
import { createLogger } from '@quotewright/platform/telemetry';
import { startPostgres } from '../../scripts/services/postgres.ts';

const acme = tenantId('acme');
const log = createLogger({ level: 'error', format: 'json' });
const AGGREGATES = 500;
const ROWS_OF_A_TRANSACTION = 500;

/** About as large as an event of a quote. */
const event = (number: number): DomainEvent => ({
  type: 'QuoteAccepted',
  schemaVersion: 1,
  aggregate: { type: 'quote', id: `q-${number % AGGREGATES}` },
  data: {
    quoteId: `q-${number % AGGREGATES}`,
    number: 'Q-2026-000045',
    revision: 1,
    state: 'accepted',
    version: number,
    accountId: '0190f1a2-0000-7000-8000-000000000001',
    documentHash: 'd'.repeat(64),
  },
});

/** An outbox of its own, where every commit waits for the disk. */
export interface OutboxBench {
  /** Events committed a second, each by a transaction of its own, one after the other: as fast as one busy caller makes them. */
  arrivals(count: number): Promise<number>;
  /** Events sent and marked a second, from a backlog of so many. */
  drain(count: number, transport: EventTransport): Promise<number>;
  /** Inside the process, to one consumer with its inbox. */
  inProcess(): EventTransport;
  stop(): Promise<void>;
}

export async function startOutboxBench(): Promise<OutboxBench> {
  const server = await startPostgres({ fsync: true });
  const database: OwnedDatabase = openPostgres({ url: server.url, clock: systemClock });
  await migrate(database, []);
  const append = (events: readonly DomainEvent[]) =>
    database.withTenant(acme, 'write', (tx) => appendEvents(tx, events));
  const unsent = async () => (await database.withSystem(readOutboxBacklog)).unsent;

  async function drain(count: number, transport: EventTransport): Promise<number> {
    for (let done = 0; done < count; done += ROWS_OF_A_TRANSACTION) {
      await append(Array.from({ length: ROWS_OF_A_TRANSACTION }, (_, at) => event(done + at)));
    }
    const started = performance.now();
    const relay = startOutboxRelay({ database, transport, clock: systemClock, log, bell: processBell() });
    while ((await unsent()) > 0) {
      // Counting is a query of its own: it takes its share, and is part of what is measured.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const seconds = (performance.now() - started) / 1_000;
    await relay.close();
    return count / seconds;
  }

  return {
    drain,
    async arrivals(count) {
      const started = performance.now();
      for (let number = 0; number < count; number += 1) await append([event(number)]);
      const perSecond = count / ((performance.now() - started) / 1_000);
      // Nobody hears them: the next measurement begins with an empty outbox.
      await drain(0, inProcessTransport({ log }));
      return perSecond;
    },
    inProcess() {
      const transport = inProcessTransport({ log });
      const consumer: EventConsumer = { name: 'listener', events: ['QuoteAccepted'], handle: async () => {} };
      transport.subscribe(subscriberOf(consumer, { database, log }));
      return transport;
    },
    async stop() {
      await database.close();
      await server.stop();
    },
  };
}
