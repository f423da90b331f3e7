import { z } from 'zod';
import type { JobHandler } from '../jobs/job.ts';
import type { JobSchedule } from '../jobs/schedule.ts';
import type { Database } from '../postgres/database.ts';
import { deleteEnded } from './session-store.ts';

const TYPE = 'platform.forget-sessions';

/** Rows of one transaction. */
const BATCH = 500;

export const forgetSessionsNightly: JobSchedule = { type: TYPE, every: 'day', at: '02:30', input: {} };

export function forgetSessionsJob(database: Pick<Database, 'withTenant'>): JobHandler<object> {
  return {
    type: TYPE,
    input: z.strictObject({}),
    async run({ tenant, signal, progress }) {
      let removed = 0;
      for (;;) {
        signal.throwIfAborted();
        const batch = await database.withTenant(tenant, 'write', (tx) => deleteEnded(tx, BATCH));
        removed += batch;
        progress(removed, removed, 'rows');
        if (batch < BATCH) return { removed };
      }
    },
  };
}
