import type { CacheKey } from '@quotewright/acceleration';
import type { Tx } from '../postgres/tx.ts';
import { fail } from './cache-errors.ts';
import type { Caches } from './caches.ts';

/**
 * Drops copies right after the commit, before the caller is answered, so that whoever changed something sees it. A courtesy: the
 * event of the change does it again, and for certain.
 */
export function invalidateOnCommit(
  tx: Tx,
  caches: Pick<Caches, 'invalidate'>,
  keys: readonly CacheKey[],
): void {
  tx.onCommit(async () => {
    await caches.invalidate(keys);
  });
}

/**
 * For consumers of events: throws `CACHE_INVALIDATION_PENDING` when the store has not taken all of it, so that the event is not
 * confirmed and comes again.
 */
export async function invalidateForCertain(
  caches: Pick<Caches, 'invalidate'>,
  keys: readonly CacheKey[],
): Promise<void> {
  if (keys.length > 0 && (await caches.invalidate(keys)) === 'pending') {
    throw fail('CACHE_INVALIDATION_PENDING', `the store has not dropped ${keys.length} copies yet`, {
      retryAfterSeconds: 1,
    });
  }
}
