import { z } from 'zod';
import type { JobHandler } from '../jobs/job.ts';
import type { JobSchedule } from '../jobs/schedule.ts';
import type { Database } from '../postgres/database.ts';
import { deleteTokens } from './one-time-token-store.ts';

const TYPE = 'platform.forget-tokens';

/** Rows of one transaction. */
const BATCH = 500;

/** What was done with a token is in the audit trail; its row is of use for a day to whoever looks into something. */
const KEPT_MS = 24 * 3_600_000;

export const forgetTokensNightly: JobSchedule = { type: TYPE, every: 'day', at: '02:20', input: {} };

export function forgetTokensJob(database: Pick<Database, 'withTenant'>): JobHandler<object> {
  return {
    type: TYPE,
    input: z.strictObject({}),
    async run({ tenant, signal, progress }) {
      let removed = 0;
      for (;;) {
        signal.throwIfAborted();
        const batch = await database.withTenant(tenant, 'write', (tx) =>
          deleteTokens(tx, tx.now - KEPT_MS, BATCH),
        );
        removed += batch;
        progress(removed, removed, 'rows');
        if (batch < BATCH) return { removed };
      }
    },
  };
}
