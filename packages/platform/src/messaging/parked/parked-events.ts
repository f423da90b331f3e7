import type { Page, PageRequest } from '../../http/page.ts';
import type { Database } from '../../postgres/database.ts';
import type { SystemTx, Tx } from '../../postgres/tx.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { consumersByName } from './consumers-by-name.ts';
import { type OperatorRepairs, operatorRepairs } from './operator-repairs.ts';
import type { ParkedEvent, ParkedFilter, ParkedInFull, Repairer } from './parked-event.ts';
import { findParked, listParked, mustBeParked, mustExist, resolveParked } from './parked-rows.ts';
import { auditRepair } from './repair-audit.ts';
import { type ReplayOrder, type RunReplay, replayEvent } from './replay-event.ts';

export interface DiscardOrder {
  /** Of the parked event. */
  readonly id: string;
  readonly by: Repairer;
  readonly reason: string;
}

/** What can be done about events that could not be handled. */
export interface ParkedEvents {
  /** Newest first: the tenant's, in a system transaction everybody's and the messages of no tenant. */
  list(tx: Tx | SystemTx, filter: ParkedFilter, page: PageRequest): Promise<Page<ParkedEvent>>;
  /** Throws `PARKED_EVENT_NOT_FOUND`. */
  find(tx: Tx | SystemTx, id: string): Promise<ParkedInFull>;
  /**
   * Has the event handled again. The effect commits together with the new state; one outside of PostgreSQL comes before. `run` opens the
   * transaction, so that its caller can commit an answer with it. Throws `PARKED_EVENT_NOT_FOUND`, `EVENT_NOT_PARKED`,
   * `EVENT_CONSUMER_UNKNOWN`, and `EVENT_REPLAY_FAILED`: the event stays parked, with the new error.
   */
  replay<T>(order: ReplayOrder, run: RunReplay<T>): Promise<T>;
  /** Gives it up; in a system transaction a message of no tenant. Throws `PARKED_EVENT_NOT_FOUND`, `EVENT_NOT_PARKED`. */
  discard(tx: Tx | SystemTx, order: DiscardOrder): Promise<ParkedEvent>;
  readonly ofAnyTenant: OperatorRepairs;
}

export interface ParkedEventsOptions {
  readonly database: Database;
  /** Whoever may have parked one. */
  readonly consumers: readonly EventConsumer[];
}

export function parkedEvents({ database, consumers }: ParkedEventsOptions): ParkedEvents {
  const byName = consumersByName(consumers);
  const events: Omit<ParkedEvents, 'ofAnyTenant'> = {
    list: listParked,
    find: async (tx, id) => mustExist(await findParked(tx, id), id),
    replay: replayEvent(database, byName),
    async discard(tx, { id, by, reason }) {
      const parked = mustBeParked(await findParked(tx, id, 'lock'), id);
      await auditRepair(tx, parked, { action: 'event.discard', by, reason });
      return resolveParked(tx, id, 'discarded', by);
    },
  };
  return { ...events, ofAnyTenant: operatorRepairs(database, byName, events) };
}
