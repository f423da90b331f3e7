import { newUuid, timestamp } from '@quotewright/kernel';
import type { Selectable } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { Job, NewJob } from './job.ts';
import { announceJob } from './job-arrival.ts';
import type { JobTables } from './job-table.ts';

export type JobRow = Selectable<JobTables['platform.job']>;

/** `question`: the hash of the question that the job answers, null for all other jobs. */
export async function insertJob(tx: Tx, job: NewJob, question: string | null): Promise<Job> {
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
      question,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (dueAt <= tx.now) tx.onCommit(announceJob);
  return jobOf(row);
}

export function jobOf(row: JobRow): Job {
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
