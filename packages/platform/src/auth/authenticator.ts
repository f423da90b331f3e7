import { fail } from './errors.ts';
import type { Principal } from './principal.ts';

/** Turns the `Authorization` header into who asks. */
export interface Authenticator {
  /**
   * Throws `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `SIGNING_KEYS_UNAVAILABLE` or
   * `INTROSPECTION_UNAVAILABLE`. Answers without a promise where it can (a token seen a moment ago), because every request pays for the wait.
   */
  authenticate(authorization: string | undefined): Principal | Promise<Principal>;
}

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/** The token of `Authorization: Bearer <token>` (RFC 6750, section 2.1). */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') {
    throw fail('AUTHENTICATION_REQUIRED', 'send a token in the header "Authorization: Bearer <token>"');
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined)
    throw fail('TOKEN_INVALID', 'the Authorization header is not of the form "Bearer <token>"');
  return token;
}
