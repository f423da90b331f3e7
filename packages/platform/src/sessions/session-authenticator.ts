import type { IncomingHttpHeaders } from 'node:http';
import { type Clock, sha256, systemClock } from '@quotewright/kernel';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../postgres/database.ts';
import { csrfToken, refuseForgery } from './csrf.ts';
import { cookieName, readCookie } from './session-cookie.ts';
import { fail } from './session-errors.ts';
import { sessionLookup } from './session-lookup.ts';
import { findSession } from './session-store.ts';

export interface SessionRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/** Turns the cookie of the console into who asks. */
export interface SessionAuthenticator {
  /** Of the cookie that browsers bring. */
  readonly cookieName: string;
  /**
   * `undefined` without a cookie of ours. Throws `SESSION_ENDED`, `CSRF_REFUSED` and `SESSION_LOOKUP_BUSY`. A living session
   * is read with every request and remembered nowhere: signing out holds at once, on all nodes.
   */
  authenticate(request: SessionRequest): Promise<Principal> | undefined;
}

export interface SessionAuthenticatorDeps {
  readonly database: Pick<Database, 'withTenant'>;
  /** Whether browsers reach the server over https only. */
  readonly secure: boolean;
  readonly clock?: Clock;
}

/** The session that a request came with. */
export interface OpenSession {
  readonly id: string;
  readonly csrfToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Beside the principals, not in them: the same person with a token is the same caller. */
const sessions = new WeakMap<Principal, OpenSession>();

/** `undefined`: the principal came with a token. */
export const sessionOf = (principal: Principal): OpenSession | undefined => sessions.get(principal);

export function sessionAuthenticator(deps: SessionAuthenticatorDeps): SessionAuthenticator {
  const { database, secure, clock = systemClock } = deps;
  const look = sessionLookup(
    ({ tenant, hash }) => database.withTenant(tenant, 'read', (tx) => findSession(tx, hash)),
    clock,
  );

  async function open(request: SessionRequest, cookie: NonNullable<ReturnType<typeof readCookie>>) {
    refuseForgery(request.method, request.headers, cookie.secret);
    const found = await look({ tenant: cookie.tenant, hash: sha256(cookie.secret) });
    if (found === undefined) throw fail('SESSION_ENDED', 'sign in again');
    const { id, principal, expiresAt } = found;
    sessions.set(principal, { id, expiresAt, csrfToken: csrfToken(cookie.secret) });
    return principal;
  }

  return {
    cookieName: cookieName(secure),
    authenticate: (request) => {
      const cookie = readCookie(request.headers.cookie, secure);
      return cookie && open(request, cookie);
    },
  };
}
