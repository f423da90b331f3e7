import { isUuid } from '@quotewright/kernel';
import type { Principal } from '../auth/principal.ts';
import { type Reach, reaches } from '../auth/reach.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { Job, NewJob } from './job.ts';
import { isAnsweredTo } from './job-question.ts';
import { insertJob, jobOf } from './job-rows.ts';
import type { JobTables } from './job-table.ts';

/** Takes on a job in the caller's transaction: it exists exactly when the rest of the transaction does. */
export function enqueueJob(tx: Tx, job: NewJob): Promise<Job> {
  return insertJob(tx, job, null);
}

/**
 * By primary key; undefined for an unknown or malformed id, for work that somebody out of `reach` has asked for, and for a question
 * that somebody else than `reader` asked or that was answered too long ago.
 */
export async function findJob(
  tx: Tx,
  id: string,
  reader: Principal,
  reach: Reach = 'all',
): Promise<Job | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await queries<JobTables>(tx)
    .selectFrom('platform.job')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || !reaches(reach, row.actor.subject)) return undefined;
  if (row.question !== null && !isAnsweredTo(reader, row, tx.now)) return undefined;
  return jobOf(row);
}
