import type { JsonObject, JsonValue, TenantId } from '@quotewright/kernel';
import { sql, type Updateable } from 'kysely';
import type { Principal } from '../auth/principal.ts';
import { queries } from '../postgres/queries.ts';
import type { SystemTx } from '../postgres/tx.ts';
import type { JobProgress } from './job.ts';
import type { JobTables } from './job-table.ts';

/** A job in the hands of one worker, for as long as its lease lasts and nobody raised the fence. */
export interface JobClaim {
  readonly tenant: TenantId;
  readonly id: string;
  readonly type: string;
  readonly input: JsonValue;
  readonly actor: Principal;
  readonly attempt: number;
  readonly fence: number;
}

/** How a run ended. */
export type JobOutcome =
  | { readonly kind: 'succeeded'; readonly result: JsonValue }
  | { readonly kind: 'failed'; readonly problem: JsonObject }
  /** Queued again, for `dueAt` (milliseconds since the epoch). */
  | { readonly kind: 'retried'; readonly dueAt: number }
  /** Queued again at once, and this run does not count. */
  | { readonly kind: 'released' };

/**
 * Takes up to `limit` due jobs: timers that went off, and running ones whose lease has ended. Questions come
 * last: they come in crowds, and must not keep publications and imports waiting. Leases are reckoned by the
 * callers' clocks; skew between nodes costs a job run twice at worst, which the fence tells apart.
 */
export async function claimJobs(tx: SystemTx, types: readonly string[], limit: number, leaseMs: number) {
  const work = await claimOldest(tx, 'work', types, limit, leaseMs);
  if (work.length === limit) return work;
  return [...work, ...(await claimOldest(tx, 'questions', types, limit - work.length, leaseMs))];
}

/** Needs index job_due. */
async function claimOldest(
  tx: SystemTx,
  kind: 'work' | 'questions',
  types: readonly string[],
  limit: number,
  leaseMs: number,
): Promise<readonly JobClaim[]> {
  const db = queries<JobTables>(tx);
  const rows = await db
    .with('due', (with_) =>
      with_
        .selectFrom('platform.job')
        .select(['tenant_id', 'id'])
        .where('due_at', '<=', new Date(tx.now))
        .where('type', 'in', types)
        .where('question', kind === 'work' ? 'is' : 'is not', null)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('platform.job as job')
    .from('due')
    .set({
      state: 'running',
      attempt: sql`job.attempt + 1`,
      fence: sql`job.fence + 1`,
      due_at: new Date(tx.now + leaseMs),
    })
    .whereRef('job.tenant_id', '=', 'due.tenant_id')
    .whereRef('job.id', '=', 'due.id')
    .returning(['job.tenant_id as tenant', 'job.id', 'job.type', 'input', 'actor', 'attempt', 'fence'])
    .execute();
  return rows;
}

/** Extends the lease, and keeps the progress. False: the job is no longer ours. */
export function renewClaim(tx: SystemTx, claim: JobClaim, leaseMs: number, progress?: JobProgress) {
  return writeFenced(tx, claim, { due_at: new Date(tx.now + leaseMs), ...progressColumns(progress) });
}

/** Ends the claim. False: the job is no longer ours, and nothing was written. */
export function endClaim(tx: SystemTx, claim: JobClaim, outcome: JobOutcome, progress?: JobProgress) {
  return writeFenced(tx, claim, { ...outcomeColumns(outcome, claim, tx.now), ...progressColumns(progress) });
}

type Columns = Updateable<JobTables['platform.job']>;

async function writeFenced(tx: SystemTx, claim: JobClaim, columns: Columns): Promise<boolean> {
  const { numUpdatedRows } = await queries<JobTables>(tx)
    .updateTable('platform.job')
    .set(columns)
    .where('tenant_id', '=', claim.tenant)
    .where('id', '=', claim.id)
    .where('fence', '=', claim.fence)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function outcomeColumns(outcome: JobOutcome, claim: JobClaim, now: number): Columns {
  switch (outcome.kind) {
    case 'succeeded':
      return { ...finished(now), state: 'succeeded', result: JSON.stringify(outcome.result) };
    case 'failed':
      return { ...finished(now), state: 'failed', problem: JSON.stringify(outcome.problem) };
    case 'retried':
      return { state: 'queued', due_at: new Date(outcome.dueAt) };
    case 'released':
      return { state: 'queued', due_at: new Date(now), attempt: claim.attempt - 1 };
  }
}

const finished = (now: number) => ({ finished_at: new Date(now), due_at: null });

const progressColumns = (progress: JobProgress | undefined): Columns =>
  progress === undefined
    ? {}
    : { progress_done: progress.done, progress_total: progress.total, progress_unit: progress.unit };
