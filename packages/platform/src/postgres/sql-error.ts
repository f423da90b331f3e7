import { DomainError } from '@quotewright/kernel';
import { DoorMisuse, fail, UnreadableValue } from './errors.ts';

/**
 * A statement the server refused, alike on both engines. Keeps the server's message and the names of what
 * refused; not the row and the parameters that the drivers' own errors would bring into logs.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** SQLSTATE, such as `23505`. */
  readonly code: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  /** The session ended with this error. */
  readonly fatal: boolean;

  constructor(message: string, code: string, origin: SqlErrorOrigin = {}) {
    super(`${message} (SQLSTATE ${code})`);
    this.code = code;
    this.constraint = origin.constraint;
    this.table = origin.table;
    this.fatal = origin.fatal ?? false;
  }
}

export interface SqlErrorOrigin {
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly fatal?: boolean;
}

/** Whether a row with the same key exists already; `constraint` narrows to one key. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23505', constraint);
}

export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23503', constraint);
}

function isViolation(error: unknown, code: string, constraint: string | undefined): boolean {
  return (
    error instanceof SqlError &&
    error.code === code &&
    (constraint === undefined || error.constraint === constraint)
  );
}

/** Serialization failure and deadlock: the same work succeeds when it runs again. */
export function isTransient(error: unknown): error is SqlError {
  return error instanceof SqlError && (error.code === '40001' || error.code === '40P01');
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Errors of our own making, which say nothing about the session. */
export function isOwnError(thrown: unknown): thrown is SqlError | DoorMisuse | UnreadableValue {
  return thrown instanceof SqlError || thrown instanceof DoorMisuse || thrown instanceof UnreadableValue;
}

/** Turns whatever a driver throws into a `SqlError` (the server answered) or `DATABASE_UNAVAILABLE` (it did not). */
export function sqlErrorOf(thrown: unknown): Error {
  if (isOwnError(thrown)) return thrown;
  const { code, severity, message, constraint, table } = thrown as Partial<Record<string, string>>;
  // Operating system errors carry a `code` too (ECONNRESET); only the server's have a severity.
  if (code !== undefined && severity !== undefined && SQLSTATE.test(code)) {
    const fatal = severity === 'FATAL' || severity === 'PANIC' || code.startsWith('08');
    return new SqlError(message ?? 'refused', code, { constraint, table, fatal });
  }
  return unavailable(thrown);
}

export function unavailable(cause: unknown): DomainError {
  return fail('DATABASE_UNAVAILABLE', 'the database does not answer', { retryAfterSeconds: 2 }, cause);
}

/** Nothing more can be asked on this session: it ended, or it is silent. */
export function isLost(error: unknown): boolean {
  if (error instanceof SqlError) return error.fatal;
  return error instanceof DomainError && error.code === 'DATABASE_UNAVAILABLE';
}

type Refusal = (error: SqlError) => DomainError;

const busy: Refusal = (error) =>
  fail('DATABASE_BUSY', 'the database is busy', { retryAfterSeconds: 1 }, error);

const REFUSALS: Readonly<Record<string, Refusal>> = {
  '57014': (error) =>
    fail('DATABASE_TIMEOUT', 'a statement ran too long and was stopped', { retryAfterSeconds: 5 }, error),
  '55P03': busy,
  '53300': busy,
  '22021': (error) => fail('TEXT_NOT_STORABLE', 'a text holds the character U+0000', {}, error),
  '22P05': (error) => fail('TEXT_NOT_STORABLE', 'a text holds the character U+0000', {}, error),
};

/**
 * What a caller of the door is told. Constraint violations stay `SqlError`: adapters turn those they
 * expect into their own errors.
 */
export function doorErrorOf(thrown: unknown): unknown {
  if (!(thrown instanceof SqlError)) return thrown;
  const refusal = REFUSALS[thrown.code];
  if (refusal !== undefined) return refusal(thrown);
  // 57P..: shutdown, crash, not yet started. 53...: out of disk, memory or connections.
  const gone = thrown.fatal || thrown.code.startsWith('57P') || thrown.code.startsWith('53');
  return gone ? unavailable(thrown) : thrown;
}
