import { z } from 'zod';
import type { Database } from '../postgres/database.ts';
import type { Tx } from '../postgres/tx.ts';
import type { JobHandler } from './job.ts';
import type { JobSchedule } from './schedule.ts';

/** What a tenant keeps for a while only. */
export interface NightlyRemoval {
  /** Of the job. */
  readonly type: string;
  /** `HH:MM`, UTC. */
  readonly at: string;
  /** Rows of one transaction: few enough that nobody waits for it. */
  readonly batch: number;
  /** Removes up to so many of those whose time is over, and says how many that were. */
  remove(tx: Tx, limit: number): Promise<number>;
}

const input = z.strictObject({});

/** Removes batch after batch, until one is not full. Running it again, or twice at once, removes nothing else. */
export function nightlyRemoval(
  database: Pick<Database, 'withTenant'>,
  { type, at, batch, remove }: NightlyRemoval,
) {
  const job: JobHandler<z.output<typeof input>> = {
    type,
    input,
    async run({ tenant, signal, progress }) {
      let removed = 0;
      for (;;) {
        signal.throwIfAborted();
        const count = await database.withTenant(tenant, 'write', (tx) => remove(tx, batch));
        removed += count;
        progress(removed, removed, 'rows');
        if (count < batch) return { removed };
      }
    },
  };
  const schedule: JobSchedule = { type, every: 'day', at, input: {} };
  return { job, schedule };
}
