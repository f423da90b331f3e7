import { AsyncLocalStorage } from 'node:async_hooks';
import type { AccelerationOptions } from '@quotewright/acceleration';
import { recordQuarantine } from '@quotewright/platform/cache';
import type { Database, DatabaseLogger } from '@quotewright/platform/postgres';

/** What becomes of too many answers that differ from the truth: nobody gets another one of them, and an operator hears of it. */
export function shadowQuarantine(
  database: Database,
  logger: DatabaseLogger,
): NonNullable<AccelerationOptions['quarantine']> {
  // The verification began in somebody's request, whose transaction may still be open.
  const detached = AsyncLocalStorage.snapshot();
  return async (scope, reason) => {
    try {
      const row = await detached(() => recordQuarantine(database, scope, reason));
      logger.error(
        { ...scope, reason },
        'copies differ from the database: they are in quarantine, and reads ask the database',
      );
      return row;
    } catch (error) {
      logger.error({ ...scope, reason, err: error }, 'copies differ from the database: no quarantine yet');
      throw error;
    }
  };
}
