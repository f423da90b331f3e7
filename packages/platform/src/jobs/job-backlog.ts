import { sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { SystemTx } from '../postgres/tx.ts';

/** Jobs that could run now and do not, over all tenants. */
export interface JobBacklog {
  readonly due: number;
  /** Milliseconds since the oldest of them was due; undefined when there is none. */
  readonly oldestAgeMs: number | undefined;
}

/** Needs index job_due. */
export async function readJobBacklog(tx: SystemTx): Promise<JobBacklog> {
  const now = new Date(tx.now);
  const { rows } = await sql<{ due: number; oldest: Date | null }>`
    select count(*) as due, min(due_at) as oldest from platform.job where due_at <= ${now}`.execute(
    queries(tx),
  );
  const { due = 0, oldest = null } = rows[0] ?? {};
  return { due, oldestAgeMs: oldest === null ? undefined : Math.max(0, tx.now - oldest.getTime()) };
}
