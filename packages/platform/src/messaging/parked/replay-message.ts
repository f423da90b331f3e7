import type { Database } from '../../postgres/database.ts';
import { parseCloudEvent } from '../cloud-event.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { handleTogether } from '../inbox/handle-together.ts';
import { isPassing } from '../inbox/passing-error.ts';
import { type ConsumersByName, consumerOf } from './consumers-by-name.ts';
import { fail } from './parked-errors.ts';
import type { ParkedEvent, ParkedInFull, Repairer } from './parked-event.ts';
import { findParked, keepError, mustBeParked, resolveParked } from './parked-rows.ts';
import { recordedError } from './recorded-error.ts';
import { auditRepair } from './repair-audit.ts';

/**
 * Reads a parked message again, which a later release may be able to. An event in it goes through its consumer's inbox; then the message
 * is resolved, in a transaction of its own because it is of no tenant: a crash between the two is made good by another replay.
 */
export function replayMessage(database: Database, consumers: ConsumersByName) {
  return async (id: string, by: Repairer): Promise<ParkedEvent> => {
    const parked = await database.withSystem(async (tx) => mustBeParked(await findParked(tx, id), id));
    const consumer = consumerOf(consumers, parked);
    try {
      const event = eventIn(parked);
      if (consumer.events.includes(event.type)) await handle(database, consumer, event);
    } catch (error) {
      if (isPassing(error)) throw error;
      await database.withSystem((tx) => keepError(tx, id, recordedError(error)));
      throw error;
    }
    return database.withSystem(async (tx) => {
      mustBeParked(await findParked(tx, id, 'lock'), id);
      await auditRepair(tx, parked, { action: 'event.replay', by });
      return resolveParked(tx, id, 'replayed', by);
    });
  };
}

function eventIn({ message = new Uint8Array(), eventId }: ParkedInFull): CommittedEvent {
  const delivery = parseCloudEvent(message, eventId);
  if (delivery.kind === 'event') return delivery.event;
  throw fail('EVENT_MALFORMED', delivery.reason);
}

async function handle(database: Database, consumer: EventConsumer, event: CommittedEvent): Promise<void> {
  try {
    await handleTogether(database, consumer, event.tenant, [event]);
  } catch (error) {
    if (isPassing(error)) throw error;
    const { code, message } = recordedError(error);
    throw fail('EVENT_REPLAY_FAILED', `${code}: ${message}`, {}, error);
  }
}
