import { DomainError, type ErrorKind } from '@quotewright/kernel';
import { databaseErrors } from '../../postgres/errors.ts';
import { isLost, isTransient } from '../../postgres/sql-error.ts';

const PASSING: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'tooManyRequests']);
const MAX_CAUSES = 5;

/** Whether the same work may well succeed later, with nobody changing anything: something it needs is away or busy. */
export function isPassing(error: unknown): boolean {
  return withCauses(error).some(
    (cause) => isOf(cause, ({ kind }) => PASSING.has(kind)) || isLost(cause) || isTransient(cause),
  );
}

/**
 * As `isPassing`, but for what ran too long: many events may be done one by one, and one alone may run too long for ever. It is a
 * try like any other.
 */
export function isOutage(error: unknown): boolean {
  return (
    isPassing(error) &&
    !withCauses(error).some((cause) => isOf(cause, ({ code }) => code === 'DATABASE_TIMEOUT'))
  );
}

/** Whether it is the database that fails, and not something else that an effect needs. */
export function isOfDatabase(error: unknown): boolean {
  return withCauses(error).some(
    (cause) =>
      isOf(cause, ({ code }) => Object.hasOwn(databaseErrors, code)) || isLost(cause) || isTransient(cause),
  );
}

function isOf(cause: Error, wanted: (error: DomainError) => boolean): boolean {
  return cause instanceof DomainError && wanted(cause);
}

/** Whoever wrapped an error did not mean to turn an outage into a refusal. */
function withCauses(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < MAX_CAUSES; cause = cause.cause) {
    chain.push(cause);
  }
  return chain;
}
