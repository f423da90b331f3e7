import { contentHash } from '@quotewright/kernel';
import { sql } from 'kysely';
import type { Principal } from '../auth/principal.ts';
import { queries } from '../postgres/queries.ts';
import type { SystemTx, Tx } from '../postgres/tx.ts';
import type { Job, NewQuestion } from './job.ts';
import { fail } from './job-errors.ts';
import { insertJob, type JobRow, jobOf } from './job-rows.ts';
import type { JobTables } from './job-table.ts';

/** Milliseconds that an answer is there: who asked comes for it within seconds. */
const KEPT_MS = 15 * 60_000;

/** Questions of one tenant that may wait. What many more would be answered, nobody waits for any more. */
const MOST_WAITING = 20;

/**
 * Takes on a job that answers a question, in the caller's transaction. It is shown to who asked alone, and removed soon after it
 * ended. The same question, asked again by the same caller before that, is the same job; asked later it is a new one, because
 * the answer may have become another. Throws `TOO_MANY_QUESTIONS` where the tenant has enough of them already.
 */
export async function enqueueQuestion(tx: Tx, question: NewQuestion): Promise<Job> {
  const hash = hashOf(question);
  // Others of the tenant that ask wait until this transaction has ended, so that the limit holds.
  const lock = `questions/${tx.tenant}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(queries(tx));
  const same = await waiting(tx).selectAll().where('question', '=', hash).executeTakeFirst();
  if (same !== undefined) return jobOf(same);
  const { count } = await waiting(tx)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= MOST_WAITING)
    throw fail('TOO_MANY_QUESTIONS', `${count} questions wait for their answers`, { retryAfterSeconds: 5 });
  return insertJob(tx, question, hash);
}

/** Needs job_question_waiting. */
const waiting = (tx: Tx) =>
  queries<JobTables>(tx)
    .selectFrom('platform.job')
    .where('tenant_id', '=', tx.tenant)
    .where('question', 'is not', null)
    .where('finished_at', 'is', null);

function hashOf({ type, input, actor: { subject, clientId } }: NewQuestion): string {
  return contentHash({ type, input, subject, clientId: clientId ?? null });
}

/** Whether `reader` asked it (the same person through another client is another caller), and the answer has not had its time. */
export function isAnsweredTo(reader: Principal, { actor, finished_at }: JobRow, now: number): boolean {
  return (
    reader.subject === actor.subject &&
    reader.clientId === actor.clientId &&
    (finished_at === null || finished_at.getTime() > lastKept(now))
  );
}

const lastKept = (now: number) => now - KEPT_MS;

/** Removes the questions of all tenants that were answered long enough ago, with their answers. Needs job_question_answered. */
export async function forgetQuestions(tx: SystemTx): Promise<void> {
  await queries<JobTables>(tx)
    .deleteFrom('platform.job')
    .where('question', 'is not', null)
    .where('finished_at', '<=', new Date(lastKept(tx.now)))
    .execute();
}
