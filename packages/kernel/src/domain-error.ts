import type { JsonValue } from './json.ts';

/**
 * What kind of refusal an error is. The HTTP adapter maps each kind to one status; nothing else may
 * decide a status.
 */
export type ErrorKind =
  | 'invalid' // 400: the request itself is malformed
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'notFound' // 404
  | 'conflict' // 409: the request is fine, the present state refuses it
  | 'gone' // 410: it was there, and its time is over
  | 'preconditionFailed' // 412: If-Match named another version
  | 'tooLarge' // 413
  | 'unsupportedMediaType' // 415
  | 'unprocessable' // 422: well formed, but the business cannot accept the values
  | 'preconditionRequired' // 428: If-Match is missing
  | 'tooManyRequests' // 429
  | 'internal' // 500
  | 'unavailable'; // 503

/** One wrong place in the input. `pointer` is an RFC 6901 JSON pointer into what the caller sent. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly reason: string;
}

export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly [member: string]: JsonValue | readonly FieldError[] | undefined;
}

/** A refusal the caller can understand and act on. Never carries stack, SQL or secrets to the caller. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;

  constructor(code: string, kind: ErrorKind, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.kind = kind;
    this.details = details;
  }
}

/** One row of a context's error table. `title` is what the reference page prints for the code. */
export interface ErrorDefinition {
  readonly kind: ErrorKind;
  readonly title: string;
}

export type ErrorTable = Readonly<Record<string, ErrorDefinition>>;

/**
 * Binds a context's error table to a thrower: `const fail = errorsOf(table); throw fail('CODE', 'detail')`.
 * A code outside the table does not compile.
 */
export function errorsOf<Table extends ErrorTable>(table: Table) {
  return (
    code: keyof Table & string,
    message: string,
    details?: ErrorDetails,
    cause?: unknown,
  ): DomainError => new DomainError(code, (table[code] as ErrorDefinition).kind, message, details, cause);
}
