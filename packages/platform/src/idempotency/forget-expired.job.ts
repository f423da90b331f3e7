import { nightlyRemoval } from '../jobs/nightly-removal.ts';
import type { Database } from '../postgres/database.ts';
import { deleteExpired } from './idempotency-store.ts';

/**
 * Removes what is past its retention. New commands take expired rows away as they come; this is for tenants where none come, and for
 * what a busy day left.
 */
export const forgetExpired = (database: Pick<Database, 'withTenant'>) =>
  nightlyRemoval(database, {
    type: 'platform.forget-commands',
    at: '02:10',
    batch: 500,
    remove: deleteExpired,
  });
