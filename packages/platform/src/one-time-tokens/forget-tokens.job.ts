import { nightlyRemoval } from '../jobs/nightly-removal.ts';
import type { Database } from '../postgres/database.ts';
import { deleteTokens } from './one-time-token-store.ts';

/** What was done with a token is in the audit trail; its row is of use for a day to whoever looks into something. */
const KEPT_MS = 24 * 3_600_000;

export const forgetTokens = (database: Pick<Database, 'withTenant'>) =>
  nightlyRemoval(database, {
    type: 'platform.forget-tokens',
    at: '02:20',
    batch: 500,
    remove: (tx, limit) => deleteTokens(tx, tx.now - KEPT_MS, limit),
  });
