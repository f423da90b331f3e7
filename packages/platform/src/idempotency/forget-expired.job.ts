import { z } from 'zod';
import type { JobHandler } from '../jobs/job.ts';
import type { JobSchedule } from '../jobs/schedule.ts';
import type { Database } from '../postgres/database.ts';
import { deleteExpired } from './idempotency-store.ts';

const TYPE = 'platform.forget-commands';

/** Rows of one transaction: short enough that nobody waits for it. */
const BATCH = 500;

export const forgetExpiredNightly: JobSchedule = { type: TYPE, every: 'day', at: '02:10', input: {} };

/**
 * Removes what is past its retention. New commands take expired rows away as they come; this is for tenants where none come, and for
 * what a busy day left. Running it again, or twice at once, removes nothing else.
 */
export function forgetExpiredJob(database: Pick<Database, 'withTenant'>): JobHandler<object> {
  return {
    type: TYPE,
    input: z.strictObject({}),
    async run({ tenant, signal, progress }) {
      let removed = 0;
      for (;;) {
        signal.throwIfAborted();
        const batch = await database.withTenant(tenant, 'write', (tx) => deleteExpired(tx, BATCH));
        removed += batch;
        progress(removed, removed, 'rows');
        if (batch < BATCH) return { removed };
      }
    },
  };
}
