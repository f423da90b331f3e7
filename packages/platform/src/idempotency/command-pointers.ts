import type { IdempotencyRecord } from './idempotency-store.ts';
import type { IdempotentRequest } from './idempotent-request.ts';

/** Where a pointer led: to its row (`hit`), to no row (`stale`); or there was none. */
export type FastPath = 'hit' | 'stale' | 'none';

/**
 * Which commands are probably committed, known without PostgreSQL. A hint that saves work: it decides what is done first, never what
 * is answered. Both methods may be wrong, late or without effect, and never reject.
 */
export interface CommandPointers {
  /** Whether a plain read of the row is worth its while. */
  isKnown(request: IdempotentRequest): Promise<boolean>;
  /** To be called after the commit. */
  remember(request: IdempotentRequest, record: IdempotencyRecord): Promise<void>;
  /** Told once for each command that went to the database. */
  counted(outcome: FastPath): void;
}
