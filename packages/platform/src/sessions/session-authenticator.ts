import type { IncomingHttpHeaders } from 'node:http';
import { sha256 } from '@quotewright/kernel';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../postgres/database.ts';
import { csrfToken, refuseForgery } from './csrf.ts';
import { cookieName, readCookie } from './session-cookie.ts';
import { fail } from './session-errors.ts';
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
   * `undefined` without a cookie of ours. Throws `SESSION_ENDED` and `CSRF_REFUSED`. The row is read with every request and remembered
   * nowhere: signing out holds at once, on all nodes.
   */
  authenticate(request: SessionRequest): Promise<Principal> | undefined;
}

export interface SessionAuthenticatorDeps {
  readonly database: Pick<Database, 'withTenant'>;
  /** Whether browsers reach the server over https only. */
  readonly secure: boolean;
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

export function sessionAuthenticator({ database, secure }: SessionAuthenticatorDeps): SessionAuthenticator {
  async function open(request: SessionRequest, cookie: NonNullable<ReturnType<typeof readCookie>>) {
    refuseForgery(request.method, request.headers, cookie.secret);
    const hash = sha256(cookie.secret);
    const found = await database.withTenant(cookie.tenant, 'read', (tx) => findSession(tx, hash));
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
