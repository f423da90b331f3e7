import { DomainError, type ErrorKind } from '@quotewright/kernel';
import { isLost, isTransient } from '../../postgres/sql-error.ts';

const PASSING: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'tooManyRequests']);
const MAX_CAUSES = 5;

/** Whether the same work may well succeed later, with nobody changing anything: something it needs is away or busy. */
export function isPassing(error: unknown): boolean {
  let cause = error;
  // Whoever wrapped the error did not mean to turn an outage into a refusal.
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    if (cause instanceof DomainError && PASSING.has(cause.kind)) return true;
    if (isLost(cause) || isTransient(cause)) return true;
    cause = cause.cause;
  }
  return false;
}

/** As `isPassing`, for work on many events: what ran too long for all of them may be done one by one. */
export function isPassingForMany(error: unknown): boolean {
  return isPassing(error) && !(error instanceof DomainError && error.code === 'DATABASE_TIMEOUT');
}
