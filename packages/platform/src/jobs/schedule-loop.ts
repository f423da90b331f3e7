import type { TenantId } from '@quotewright/kernel';
import { systemPrincipal } from '../auth/principal.ts';
import type { Database } from '../postgres/database.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Every, onTimer } from '../timing/timers.ts';
import { enqueueJob } from './job-queue.ts';
import { type JobSchedule, minuteOfDay, nextRun } from './schedule.ts';
import {
  addSchedules,
  dueSchedules,
  hasUnfinishedJob,
  missingSchedules,
  moveSchedule,
  type ScheduleKey,
  takeDueSchedule,
} from './schedule-rows.ts';

export interface ScheduleLoopOptions {
  readonly database: Database;
  readonly schedules: readonly JobSchedule[];
  /** All tenants there are. */
  readonly tenants: () => AsyncIterable<TenantId>;
  readonly log: Logger;
  /** Default: a timer. */
  readonly every?: Every;
}

export interface ScheduleLoop {
  /** Looks no more; ends when the look under way has ended, at its next tenant. */
  close(): Promise<void>;
}

const LOOK_MS = 60_000;

/** Enqueued by one look; what is left waits a minute. So much at a time after a night when no worker ran, too. */
const MOST_AT_ONCE = 200;

const TENANTS_AT_ONCE = 500;

/**
 * Enqueues scheduled jobs when their time has come, in each tenant. May run in any number of processes: each job is enqueued by one.
 * What was missed while none ran is made up for once. Tenants and schedules that are new get their first time by the next look.
 */
export function startScheduleLoop(options: ScheduleLoopOptions): ScheduleLoop {
  const { database, tenants, log, every = onTimer } = options;
  const schedules = new Map(options.schedules.map((schedule) => [schedule.type, schedule]));
  if (schedules.size < options.schedules.length) throw new TypeError('two schedules share a type of job');
  for (const schedule of options.schedules) minuteOfDay(schedule);
  const types = [...schedules.keys()];
  if (types.length === 0) return { close: async () => {} };

  let closed = false;
  let looking: Promise<void> | undefined;
  let failing = false;

  const enqueue = ({ tenant, type }: ScheduleKey) =>
    database.withTenant(tenant, 'write', async (tx) => {
      const schedule = schedules.get(type);
      if (schedule === undefined || !(await takeDueSchedule(tx, type))) return;
      if (!(await hasUnfinishedJob(tx, type)))
        await enqueueJob(tx, { type, input: schedule.input, actor: systemPrincipal(tenant, 'schedule') });
      await moveSchedule(tx, type, nextRun(schedule, tenant, tx.now));
    });

  const add = (page: readonly TenantId[]) =>
    database.withSystem(async (tx) => {
      const missing = await missingSchedules(tx, page, types);
      const rows = missing.flatMap(({ tenant, type }) => {
        const schedule = schedules.get(type);
        return schedule === undefined ? [] : [{ tenant, type, nextRunAt: nextRun(schedule, tenant, tx.now) }];
      });
      await addSchedules(tx, rows);
    });

  async function look(): Promise<void> {
    const refused: unknown[] = [];
    const addAll = async () => {
      for await (const page of inPages(tenants())) {
        if (closed) return;
        await add(page);
      }
    };
    // Whoever has a time already need not wait for those who have none.
    await addAll().catch((error: unknown) => refused.push(error));
    if (closed) return;
    const due = await database.withSystem((tx) => dueSchedules(tx, types, MOST_AT_ONCE));
    for (const key of due) {
      if (closed) return;
      // One tenant's trouble is not the others'.
      await enqueue(key).catch((error: unknown) => refused.push(error));
    }
    if (refused.length > 0)
      throw new Error(`not all scheduled jobs were enqueued (${refused.length} errors)`, {
        cause: refused[0],
      });
  }

  async function lookAndSay(): Promise<void> {
    try {
      await look();
      failing = false;
    } catch (error) {
      // Said once; the next look tries again.
      if (!failing) log.error({ err: error }, 'scheduled jobs cannot be enqueued');
      failing = true;
    }
  }

  const tick = () => {
    looking ??= lookAndSay().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const stop = every(LOOK_MS, tick);
  void tick();
  return {
    async close() {
      closed = true;
      stop();
      await looking;
    },
  };
}

async function* inPages(tenants: AsyncIterable<TenantId>): AsyncGenerator<readonly TenantId[]> {
  let page: TenantId[] = [];
  for await (const tenant of tenants) {
    page.push(tenant);
    if (page.length < TENANTS_AT_ONCE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
