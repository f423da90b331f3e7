import { DomainError, type ErrorTable, errorsOf } from '@quotewright/kernel';

export const databaseErrors = {
  DATABASE_UNAVAILABLE: { kind: 'unavailable', title: 'The database cannot be reached' },
  DATABASE_BUSY: { kind: 'unavailable', title: 'No database connection or lock became free in time' },
  DATABASE_TIMEOUT: { kind: 'unavailable', title: 'The database took too long and the work was undone' },
  DATABASE_CONTENTION: { kind: 'unavailable', title: 'Concurrent changes kept colliding; try again' },
  COMMIT_OUTCOME_UNKNOWN: { kind: 'unavailable', title: 'The connection was lost during COMMIT' },
  TEXT_NOT_STORABLE: { kind: 'invalid', title: 'A text holds a character that cannot be stored (U+0000)' },
  DATABASE_DIRECTORY_IN_USE: { kind: 'unavailable', title: 'Another process has opened this data directory' },
  DATABASE_DOOR_UNSAFE: { kind: 'internal', title: 'Row-level security would not bind the application' },
  MIGRATION_REFUSED: { kind: 'internal', title: 'The migrations do not continue what the database holds' },
  MIGRATION_FAILED: { kind: 'internal', title: 'A migration failed and was rolled back' },
} as const satisfies ErrorTable;

export const fail = errorsOf(databaseErrors);

/**
 * COMMIT was sent, and no answer came: the transaction may or may not have happened. Whoever can tell by
 * reading (an idempotency row, a business key) looks again; nobody runs the work again blindly.
 */
export class CommitOutcomeUnknown extends DomainError {
  constructor(cause: unknown) {
    super(
      'COMMIT_OUTCOME_UNKNOWN',
      'unavailable',
      'the connection was lost during COMMIT: read again before repeating the command',
      { retryAfterSeconds: 1 },
      cause,
    );
  }
}

/** The door was used against its rules. A bug in the calling code, never an input's fault. */
export class DoorMisuse extends Error {
  override readonly name = 'DoorMisuse';
}

/** A stored value does not fit the JavaScript type its column is read as. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
}
