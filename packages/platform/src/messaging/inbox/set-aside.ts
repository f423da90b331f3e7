import type { Database } from '../../postgres/database.ts';
import type { CommittedEvent } from '../committed-event.ts';
import { type Failure, parkEvent, parkMessage } from '../parked/park.ts';
import { recordedError } from '../parked/recorded-error.ts';
import { isPassing } from './passing-error.ts';

/**
 * Keeps events of one tenant with what failed, all or none; returns how many were not kept before. One that the database refuses as
 * it is, for good, is kept as a message of no tenant, for a person: it would hold up everything behind it.
 */
export async function setAside(
  database: Database,
  consumer: string,
  events: readonly CommittedEvent[],
  failure: Failure,
  state: 'waiting' | 'parked',
): Promise<number> {
  const [first] = events;
  if (first === undefined) return 0;
  try {
    return await database.withTenant(first.tenant, 'write', async (tx) => {
      let kept = 0;
      for (const event of events) kept += Number(await parkEvent(tx, consumer, event, failure, state));
      return kept;
    });
  } catch (refusal) {
    if (isPassing(refusal)) throw refusal;
    if (events.length === 1) return Number(await keepAsMessage(database, consumer, first, refusal));
    let kept = 0;
    for (const event of events) kept += await setAside(database, consumer, [event], failure, state);
    return kept;
  }
}

function keepAsMessage(
  database: Database,
  consumer: string,
  event: CommittedEvent,
  refusal: unknown,
): Promise<boolean> {
  const { code, message } = recordedError(refusal);
  const reason = `the event of ${event.tenant} cannot be kept as it is: ${code}: ${message}`;
  return database.withSystem((tx) =>
    parkMessage(tx, consumer, { id: event.id, message: bytesOf(event), reason }),
  );
}

function bytesOf(event: CommittedEvent): Buffer {
  try {
    return Buffer.from(JSON.stringify(event));
  } catch {
    // Too deep: at least which event it was.
    return Buffer.from(JSON.stringify({ ...event, data: null }));
  }
}
