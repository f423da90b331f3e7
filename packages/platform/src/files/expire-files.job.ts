import { z } from 'zod';
import type { JobHandler } from '../jobs/job.ts';
import type { JobSchedule } from '../jobs/schedule.ts';
import type { Database } from '../postgres/database.ts';
import type { FileStore } from './file-store.ts';

const EXPIRE_FILES = 'platform.expire-files';
const FILES_AT_A_TIME = 50;

const input = z.strictObject({});

export const expireFilesNightly: JobSchedule = {
  type: EXPIRE_FILES,
  every: 'day',
  at: '03:10',
  input: {},
};

/** Removes what is gone for everybody already, in transactions of a few files each. */
export function expireFilesJob(
  database: Database,
  store: Pick<FileStore, 'deleteExpired'>,
): JobHandler<z.output<typeof input>> {
  return {
    type: EXPIRE_FILES,
    input,
    async run({ tenant, signal }) {
      for (let removed = 0; ; ) {
        const count = await database.withTenant(tenant, 'write', (tx) =>
          store.deleteExpired(tx, FILES_AT_A_TIME),
        );
        removed += count;
        if (count < FILES_AT_A_TIME || signal.aborted) return { removed };
      }
    },
  };
}
