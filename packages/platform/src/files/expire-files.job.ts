import { nightlyRemoval } from '../jobs/nightly-removal.ts';
import type { Database } from '../postgres/database.ts';
import type { FileStore } from './file-store.ts';

/** Removes what is gone for everybody already. Each file is many rows. */
export const expireFiles = (
  database: Pick<Database, 'withTenant'>,
  store: Pick<FileStore, 'deleteExpired'>,
) =>
  nightlyRemoval(database, {
    type: 'platform.expire-files',
    at: '03:10',
    batch: 50,
    remove: (tx, limit) => store.deleteExpired(tx, limit),
  });
