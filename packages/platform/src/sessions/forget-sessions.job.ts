import { nightlyRemoval } from '../jobs/nightly-removal.ts';
import type { Database } from '../postgres/database.ts';
import { deleteEnded } from './session-store.ts';

export const forgetSessions = (database: Pick<Database, 'withTenant'>) =>
  nightlyRemoval(database, {
    type: 'platform.forget-sessions',
    at: '02:30',
    batch: 500,
    remove: deleteEnded,
  });
