import { type Clock, systemClock } from '@quotewright/kernel';
import { sql } from 'kysely';
import type { Database } from '../../postgres/database.ts';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx } from '../../postgres/tx.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { type Every, onTimer } from '../../timing/timers.ts';
import type { ParkedTables } from '../parked/parked-table.ts';
import type { InboxMetrics } from './inbox-metrics.ts';
import type { InboxTables } from './inbox-table.ts';
import type { Turns } from './turns.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

export interface HousekeepingOptions {
  readonly database: Database;
  readonly log: Pick<Logger, 'error'>;
  readonly metrics?: Pick<InboxMetrics, 'counted'>;
  /** Default: the system's. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Shared with the consumers; default: at once. */
  readonly turns?: Turns;
  /** How long an event may come again and be known; default 14 days. Longer than the transport keeps messages. */
  readonly retentionMs?: number;
  /** Rows forgotten by one transaction; default 1,000. */
  readonly batch?: number;
  /** Calls `tick` again and again until the returned function is called; default: a timer. */
  readonly every?: Every;
}

const PERIOD_MS = 60_000;

/** Forgets old rows of the inbox and parked events that were resolved long ago, and counts those that are parked, every minute. Several processes may do it at a time. */
export function startInboxHousekeeping(options: HousekeepingOptions): { close(): Promise<void> } {
  const { database, log, metrics, clock = systemClock, retentionMs = 14 * DAY_MS, batch = 1_000 } = options;
  const { turns = (work) => work() } = options;
  const closing = new AbortController();
  let failing = false;
  let round: Promise<void> | undefined;

  const inTurn = <T>(work: (tx: SystemTx) => Promise<T>) => turns(() => database.withSystem(work));

  /** As fast as rows grow old, however fast that is. */
  async function forgetAll(work: (tx: SystemTx) => Promise<number>): Promise<void> {
    let forgotten = batch;
    while (forgotten === batch && !closing.signal.aborted) forgotten = await inTurn(work);
  }

  async function keepHouse(): Promise<void> {
    try {
      const before = new Date(clock.now() - retentionMs);
      metrics?.counted(await inTurn(countParked));
      await forgetAll((tx) => forget(tx, before, batch));
      await forgetAll((tx) => forgetResolved(tx, before, batch));
      failing = false;
    } catch (error) {
      // Said once; the next round tries again.
      if (!failing) log.error({ err: error }, 'the inbox cannot be kept in order');
      failing = true;
    }
  }

  const stop = (options.every ?? onTimer)(PERIOD_MS, () => {
    round ??= keepHouse().finally(() => {
      round = undefined;
    });
    return round;
  });
  return {
    async close() {
      closing.abort();
      stop();
      await round;
    },
  };
}

/** What another process is forgetting is skipped: fewer than `limit` are the last. Needs inbox_handled_at. */
async function forget(tx: SystemTx, before: Date, limit: number): Promise<number> {
  const { numDeletedRows } = await queries<InboxTables>(tx)
    .deleteFrom('platform.inbox')
    .where(
      sql<boolean>`ctid = any (array(
        select ctid from platform.inbox where handled_at < ${before} order by handled_at limit ${limit}
        for update skip locked
      ))`,
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Needs parked_event_resolved. */
async function forgetResolved(tx: SystemTx, before: Date, limit: number): Promise<number> {
  const { numDeletedRows } = await queries<ParkedTables>(tx)
    .deleteFrom('platform.parked_event')
    .where(
      sql<boolean>`ctid = any (array(
        select ctid from platform.parked_event where resolved_at < ${before} order by resolved_at limit ${limit}
        for update skip locked
      ))`,
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Needs parked_event_open. */
async function countParked(tx: SystemTx): Promise<ReadonlyMap<string, number>> {
  const rows = await queries<ParkedTables>(tx)
    .selectFrom('platform.parked_event')
    .select(({ fn }) => ['consumer', fn.countAll<number>().as('count')])
    .where('state', '=', 'parked')
    .groupBy('consumer')
    .execute();
  return new Map(rows.map(({ consumer, count }) => [consumer, count]));
}
