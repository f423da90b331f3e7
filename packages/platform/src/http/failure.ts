import { DomainError } from '@quotewright/kernel';
import { fail } from './errors.ts';

interface FrameworkError {
  /** Not always a text: a DOMException has a number. */
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

type Refusal = () => DomainError;

/** fastify's own refusals in our words. */
const BY_FRAMEWORK_CODE: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => fail('BODY_TOO_LARGE', 'the body is larger than this operation accepts'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    fail('UNSUPPORTED_MEDIA_TYPE', 'the operation takes no body of this content type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    fail('REQUEST_MALFORMED', 'the body is not as long as Content-Length says'),
  FST_ERR_BAD_URL: () => fail('NOT_FOUND', 'the address is not a well-formed URL'),
  FST_ERR_MAX_PARAM_LENGTH: () => fail('NOT_FOUND', 'the address names nothing that exists here'),
  ERR_HTTP_REQUEST_TIMEOUT: () => fail('REQUEST_TIMEOUT', 'the request did not arrive in time'),
  HPE_HEADER_OVERFLOW: () => fail('HEADERS_TOO_LARGE', 'the request headers are too large'),
};

/** Whatever was thrown as a refusal that may be shown. Anything unexpected is `INTERNAL`, its cause kept for the log. */
export function refusalOf(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const { code, statusCode } = (
    typeof thrown === 'object' && thrown !== null ? thrown : {}
  ) as FrameworkError;
  if (typeof code === 'string') {
    const known = BY_FRAMEWORK_CODE[code];
    if (known !== undefined) return known();
    if (code.startsWith('FST_') && typeof statusCode === 'number' && statusCode < 500) {
      return fail('REQUEST_MALFORMED', 'the request cannot be understood');
    }
    // The framework gives a status to what fails while it reads a body; a neighbour that hangs up on us has none.
    if (code === 'ECONNRESET' && statusCode === 400) {
      return fail('REQUEST_MALFORMED', 'the sender hung up before the end of its body');
    }
  }
  return fail('INTERNAL', 'an unexpected error was logged under this trace id', {}, thrown);
}

/** A request that never became one: the parser gave up on the bytes, or on waiting for them. */
export function connectionRefusal(error: { readonly code?: string }): DomainError {
  const known = error.code === undefined ? undefined : BY_FRAMEWORK_CODE[error.code];
  return known?.() ?? fail('REQUEST_MALFORMED', 'the bytes received are not an HTTP request');
}
