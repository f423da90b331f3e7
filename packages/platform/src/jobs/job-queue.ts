import { isUuid, newUuid, timestamp } from '@quotewright/kernel';
import type { Selectable } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { Job, NewJob } from './job.ts';
import { announceJob } from './job-arrival.ts';
import type { JobTables } from './job-table.ts';

/** Takes on a job in the caller's transaction: it exists exactly when the rest of the transaction does. */
export async function enqueueJob(tx: Tx, job: NewJob): Promise<Job> {
  const dueAt = job.runAt ?? tx.now;
  const row = await queries<JobTables>(tx)
    .insertInto('platform.job')
    .values({
      tenant_id: tx.tenant,
      id: newUuid(),
      type: job.type,
      state: 'queued',
      input: JSON.stringify(job.input),
      actor: JSON.stringify(job.actor),
      due_at: new Date(dueAt),
      created_at: new Date(tx.now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (dueAt <= tx.now) tx.onCommit(announceJob);
  return jobOf(row);
}

/** By primary key; undefined for an unknown or malformed id. */
export async function findJob(tx: Tx, id: string): Promise<Job | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await queries<JobTables>(tx)
    .selectFrom('platform.job')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : jobOf(row);
}

function jobOf(row: Selectable<JobTables['platform.job']>): Job {
  return {
    id: row.id,
    type: row.type,
    state: row.state,
    progress: { done: row.progress_done, total: row.progress_total, unit: row.progress_unit },
    createdAt: timestamp(row.created_at.getTime()),
    ...(row.finished_at === null ? {} : { finishedAt: timestamp(row.finished_at.getTime()) }),
    ...(row.result === null ? {} : { result: row.result }),
    ...(row.problem === null ? {} : { problem: row.problem }),
  };
}
