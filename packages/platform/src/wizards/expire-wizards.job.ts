import { z } from 'zod';
import type { JobHandler } from '../jobs/job.ts';
import type { JobSchedule } from '../jobs/schedule.ts';
import type { Database } from '../postgres/database.ts';
import { deleteExpiredWizards } from './wizard-store.ts';

const EXPIRE_WIZARDS = 'platform.expire-wizards';
const WIZARDS_AT_A_TIME = 200;
/** Until then whoever comes back is told that it has expired, or what became of it. */
const REMEMBERED_MS = 7 * 86_400_000;

const input = z.strictObject({});

export const expireWizardsNightly: JobSchedule = {
  type: EXPIRE_WIZARDS,
  every: 'day',
  at: '03:20',
  input: {},
};

export function expireWizardsJob(database: Database): JobHandler<z.output<typeof input>> {
  return {
    type: EXPIRE_WIZARDS,
    input,
    async run({ tenant, signal }) {
      for (let removed = 0; ; ) {
        const count = await database.withTenant(tenant, 'write', (tx) =>
          deleteExpiredWizards(tx, tx.now - REMEMBERED_MS, WIZARDS_AT_A_TIME),
        );
        removed += count;
        if (count < WIZARDS_AT_A_TIME || signal.aborted) return { removed };
      }
    },
  };
}
