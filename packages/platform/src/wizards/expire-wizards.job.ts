import { nightlyRemoval } from '../jobs/nightly-removal.ts';
import type { Database } from '../postgres/database.ts';
import { deleteExpiredWizards } from './wizard-store.ts';

/** Until then whoever comes back is told that it has expired, or what became of it. */
const REMEMBERED_MS = 7 * 86_400_000;

export const expireWizards = (database: Pick<Database, 'withTenant'>) =>
  nightlyRemoval(database, {
    type: 'platform.expire-wizards',
    at: '03:20',
    batch: 200,
    remove: (tx, limit) => deleteExpiredWizards(tx, tx.now - REMEMBERED_MS, limit),
  });
