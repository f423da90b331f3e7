import type { EventConsumer } from '@quotewright/platform/messaging';
import type { OwnedDatabase } from '@quotewright/platform/postgres';
import { TENANT } from './seed-tenant.ts';

/** What the tables say about a tenant's events. */
export interface StoredEvents {
  readonly events: readonly StoredEvent[];
  /** `consumer event id` → when it was handled, wall clock in milliseconds. */
  readonly handled: ReadonlyMap<string, number>;
  readonly parked: readonly string[];
}

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly isSent: boolean;
  readonly data: { readonly [member: string]: unknown };
}

export async function readStoredEvents(database: OwnedDatabase): Promise<StoredEvents> {
  return database.asOwner(async (session) => {
    const outbox = await session.query(
      `select event_id, id, type, data, sent_at is not null as sent from platform.outbox where tenant_id = $1 order by id`,
      [TENANT],
    );
    const inbox = await session.query(
      'select consumer, event_id, handled_at from platform.inbox where tenant_id = $1',
      [TENANT],
    );
    const parked = await session.query(
      "select consumer, type, error_code, error_message from platform.parked_event where state = 'parked'",
    );
    return {
      events: outbox.rows.map((row) => ({
        id: String(row['event_id']),
        type: String(row['type']),
        sequence: Number(row['id']),
        isSent: row['sent'] === true,
        data: row['data'] as StoredEvent['data'],
      })),
      handled: new Map(
        inbox.rows.map((row) => [
          handlingOf(String(row['consumer']), String(row['event_id'])),
          (row['handled_at'] as Date).getTime(),
        ]),
      ),
      parked: parked.rows.map((row) => JSON.stringify(row)),
    };
  });
}

export const handlingOf = (consumer: string, eventId: string) => `${consumer} ${eventId}`;

/** What is not as it must be when everything has come to rest: nothing, or what is missing or too much. */
export function faultsOfEvents(
  { events, handled, parked }: StoredEvents,
  heard: ReadonlySet<string>,
  consumers: readonly Pick<EventConsumer, 'name' | 'events'>[],
): readonly string[] {
  const faults = parked.map((row) => `an event was parked: ${row}`);
  const expected = new Set<string>();
  for (const { id, type, sequence, isSent } of events) {
    const which = `${type} ${sequence}`;
    if (!isSent) faults.push(`${which} was not sent`);
    else if (!heard.has(id)) faults.push(`${which} never came from Kafka`);
    for (const consumer of consumers) {
      if (!consumer.events.includes(type)) continue;
      const handling = handlingOf(consumer.name, id);
      expected.add(handling);
      if (!handled.has(handling)) faults.push(`${consumer.name} has not handled ${which}`);
    }
  }
  for (const handling of handled.keys()) {
    if (!expected.has(handling)) faults.push(`handled, and nobody's: ${handling}`);
  }
  return faults;
}
