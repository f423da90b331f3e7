import { isTenantId, type TenantId } from '@quotewright/kernel';
import type { Database } from '../../postgres/database.ts';
import type { Tx } from '../../postgres/tx.ts';
import type { CommittedEvent } from '../committed-event.ts';
import { isPassing } from '../inbox/passing-error.ts';
import { type ConsumersByName, consumerOf } from './consumers-by-name.ts';
import { fail } from './parked-errors.ts';
import type { ParkedEvent, ParkedInFull, Repairer } from './parked-event.ts';
import { findParked, keepError, mustBeParked, resolveParked } from './parked-rows.ts';
import { recordedError } from './recorded-error.ts';
import { auditRepair } from './repair-audit.ts';

export interface ReplayOrder {
  readonly tenant: TenantId;
  /** Of the parked event. */
  readonly id: string;
  readonly by: Repairer;
  /** For the audit trail. */
  readonly reason?: string;
}

/** Runs the replay's work in a write transaction of the tenant, and may do more in it. */
export type RunReplay<T> = (work: (tx: Tx) => Promise<ParkedEvent>) => Promise<T>;

/** The consumer refused the event again. */
class ReplayFailure extends Error {
  override readonly name = 'ReplayFailure';
}

/** See `ParkedEvents.replay`. */
export function replayEvent(database: Database, consumers: ConsumersByName) {
  /** An effect that may be repeated comes before the transaction that says it is there. */
  async function applyAhead({ tenant, id }: ReplayOrder): Promise<void> {
    const parked = await database.withTenant(tenant, 'read', (tx) => findParked(tx, id));
    if (parked === undefined || parked.resolved !== undefined) return;
    const consumer = consumerOf(consumers, parked);
    if ('apply' in consumer) await trying(() => consumer.apply([eventOf(parked)]));
  }

  async function replayIn(tx: Tx, { id, by, reason }: ReplayOrder): Promise<ParkedEvent> {
    const parked = mustBeParked(await findParked(tx, id, 'lock'), id);
    const consumer = consumerOf(consumers, parked);
    if ('handle' in consumer) await trying(() => consumer.handle(tx, eventOf(parked)));
    await auditRepair(tx, parked, { action: 'event.replay', by, ...(reason !== undefined && { reason }) });
    return resolveParked(tx, id, 'replayed', by);
  }

  return async <T>(order: ReplayOrder, run: RunReplay<T>): Promise<T> => {
    try {
      await applyAhead(order);
      return await run((tx) => replayIn(tx, order));
    } catch (error) {
      if (!(error instanceof ReplayFailure)) throw error;
      const cause = recordedError(error.cause);
      await database.withTenant(order.tenant, 'write', (tx) => keepError(tx, order.id, cause));
      const message = `it failed again and stays parked: ${cause.code}: ${cause.message}`;
      throw fail('EVENT_REPLAY_FAILED', message, { cause: { ...cause } }, error.cause);
    }
  };
}

/** Tells what the consumer refused from what may pass, which says nothing about the event. */
async function trying(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isPassing(error)) throw error;
    throw new ReplayFailure('the consumer refused the event', { cause: error });
  }
}

function eventOf({ event }: ParkedInFull): CommittedEvent {
  if (event === undefined || !isTenantId(event.tenant)) {
    throw fail('EVENT_MALFORMED', 'what is parked is no event');
  }
  return event;
}
