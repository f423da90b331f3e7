import type { CommittedEvent } from '../messaging/committed-event.ts';
import type { IdempotentConsumer } from '../messaging/event-consumer.ts';
import { dataOf } from '../messaging/event-data.ts';
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

function rowOf(event: CommittedEvent) {
  const { category, version, generation, quarantined } = dataOf(cachePurged, event);
  const { tenant } = event;
  return { scope: { category, tenant, ...(version !== null && { version }) }, generation, quarantined };
}
