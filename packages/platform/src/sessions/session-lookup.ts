import type { Clock, TenantId } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';
import { boundedWork } from '../timing/bounded-work.ts';
import { fail } from './session-errors.ts';
import type { StoredSession } from './session-store.ts';

export interface SessionKey {
  readonly tenant: TenantId;
  readonly hash: string;
}

type ReadSession = (key: SessionKey) => Promise<StoredSession | undefined>;

/** Reads for cookies of which nothing is known yet, under way and waiting in this process. */
const TOGETHER = 2;
const WAITING = 512;
const UNKNOWN_FOR_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Reads a session at every call: that it was alive is no answer, it only spares the call the line in which strangers wait. That a
 * session does not exist, or has ended, is final, and remembered for a minute. Throws `SESSION_LOOKUP_BUSY`, and what `read` throws.
 */
export function sessionLookup(read: ReadSession, clock: Clock): ReadSession {
  const seen = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  const unknown = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  const bounded = boundedWork(TOGETHER, WAITING);

  const isUnknown = (name: string) => clock.monotonic() < (unknown.get(name) ?? Number.NEGATIVE_INFINITY);

  async function readUnlessUnknown(key: SessionKey, name: string): Promise<StoredSession | undefined> {
    if (isUnknown(name)) return undefined;
    const found = await read(key);
    if (found !== undefined) {
      seen.set(name, true);
    } else {
      seen.delete(name);
      unknown.set(name, clock.monotonic() + UNKNOWN_FOR_MS);
    }
    return found;
  }

  return async (key) => {
    const name = `${key.tenant} ${key.hash}`;
    const work = () => readUnlessUnknown(key, name);
    if (isUnknown(name) || seen.has(name)) return work();
    const found = bounded(work);
    if (found === undefined) {
      throw fail('SESSION_LOOKUP_BUSY', 'too many sessions are being looked up: try again', {
        retryAfterSeconds: 1,
      });
    }
    return found;
  };
}
