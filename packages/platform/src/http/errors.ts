import { type ErrorTable, errorsOf } from '@quotewright/kernel';

/** What the HTTP layer itself refuses, before or around a handler. */
export const httpErrors = {
  REQUEST_INVALID: { kind: 'invalid', title: 'The request does not match what the operation accepts' },
  REQUEST_MALFORMED: { kind: 'invalid', title: 'The request is not well-formed HTTP' },
  MALFORMED_JSON: { kind: 'invalid', title: 'The body is not acceptable JSON' },
  HEADER_INVALID: { kind: 'invalid', title: 'A request header has no acceptable value' },
  CURSOR_INVALID: { kind: 'invalid', title: 'The cursor was not made by this list' },
  IDEMPOTENCY_KEY_REQUIRED: { kind: 'invalid', title: 'The operation needs an Idempotency-Key' },
  NOT_FOUND: { kind: 'notFound', title: 'There is nothing here' },
  METHOD_NOT_ALLOWED: { kind: 'notFound', title: 'The address does not have this method' },
  REQUEST_TIMEOUT: { kind: 'invalid', title: 'The request did not arrive in time' },
  BODY_TOO_LARGE: { kind: 'tooLarge', title: 'The body is larger than the operation accepts' },
  BODY_MEMORY_EXHAUSTED: {
    kind: 'unavailable',
    title: 'As many large bodies are under way as may be at once',
  },
  HEADERS_TOO_LARGE: { kind: 'tooLarge', title: 'The request headers are too large' },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unsupportedMediaType',
    title: 'The body has a content type that is not accepted',
  },
  IF_MATCH_REQUIRED: { kind: 'preconditionRequired', title: 'The operation needs an If-Match header' },
  CONFIRMATION_REQUIRED: {
    kind: 'preconditionRequired',
    title: 'The operation has to be confirmed with a one-time token',
  },
  CONFIRMATION_INVALID: {
    kind: 'preconditionFailed',
    title: 'The one-time token does not confirm this: it is unknown, used, expired, or for something else',
  },
  SHUTTING_DOWN: { kind: 'unavailable', title: 'The server is stopping' },
  INTERNAL: { kind: 'internal', title: 'Something went wrong on our side' },
} as const satisfies ErrorTable;

export const fail = errorsOf(httpErrors);
