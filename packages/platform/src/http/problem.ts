import { DomainError, type ErrorKind, type ErrorTable, type JsonObject } from '@quotewright/kernel';

/** The one place that turns a kind of refusal into a status. */
const STATUS_BY_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  gone: 410,
  preconditionFailed: 412,
  tooLarge: 413,
  unsupportedMediaType: 415,
  unprocessable: 422,
  preconditionRequired: 428,
  tooManyRequests: 429,
  internal: 500,
  unavailable: 503,
};

/** Refusals of the protocol itself, which no business error shares. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  HEADERS_TOO_LARGE: 431,
};

export function statusOf(error: { readonly code: string; readonly kind: ErrorKind }): number {
  return STATUS_BY_CODE[error.code] ?? STATUS_BY_KIND[error.kind];
}

/** An RFC 9457 problem, ready to send. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: JsonObject;
}

export const PROBLEM_TYPE = 'application/problem+json';
/** Every code has its paragraph there. */
export const ERRORS_PAGE = '/docs/errors';

/** Members of the document that an error's details cannot replace. */
const RESERVED = new Set(['type', 'title', 'status', 'detail', 'code', 'traceId', 'retryAfterSeconds']);

/** Describes a refusal to its caller: never a stack, SQL, or a cause. */
export function problemOf(error: DomainError, titles: ErrorTable, traceId: string): Problem {
  const status = statusOf(error);
  const extensions = Object.entries(error.details).filter(
    ([name, value]) => value !== undefined && !RESERVED.has(name),
  );
  return {
    status,
    headers: headersOf(error),
    document: {
      type: `${ERRORS_PAGE}#${error.code}`,
      title: titles[error.code]?.title ?? error.code,
      status,
      code: error.code,
      detail: error.message,
      ...(Object.fromEntries(extensions) as JsonObject),
      traceId,
    },
  };
}

function headersOf(error: DomainError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error.details.retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(Math.ceil(error.details.retryAfterSeconds));
  }
  // RFC 6750, section 3.1: a request without credentials is told the scheme, and no error.
  if (error.kind === 'unauthenticated') {
    headers['www-authenticate'] =
      error.code === 'AUTHENTICATION_REQUIRED' ? 'Bearer' : 'Bearer error="invalid_token"';
  }
  return headers;
}
