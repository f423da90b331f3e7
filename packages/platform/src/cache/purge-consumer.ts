import type { CommittedEvent } from '../messaging/committed-event.ts';
import type { IdempotentConsumer } from '../messaging/event-consumer.ts';
import { cachePurged } from './cache-events.ts';
import type { Caches } from './caches.ts';

/**
 * Tells the nodes about purges that were committed elsewhere: by another process, or by an operator's SQL. Those that do not hear it
 * read the table every few seconds.
 */
export function purgeConsumer(caches: Pick<Caches, 'announcePurge'>): IdempotentConsumer {
  return {
    name: 'cache-purges',
    events: [cachePurged.type],
    async apply(events) {
      for (const event of events) await caches.announcePurge(rowOf(event));
    },
  };
}

function rowOf({ tenant, data }: CommittedEvent) {
  const { category, version, generation, quarantined } = cachePurged.data.parse(data);
  return { scope: { category, tenant, ...(version !== null && { version }) }, generation, quarantined };
}
