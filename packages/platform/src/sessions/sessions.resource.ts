import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import type { Principal } from '../auth/principal.ts';
import { created, noContent, ok } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { timestampSchema } from '../http/schemas.ts';
import type { OpenSession } from './session-authenticator.ts';
import { writeCookie } from './session-cookie.ts';
import { closeSession, openSession, ownSession } from './sessions.ts';

const shared = { path: '/session', tag: 'Sessions', permission: 'authenticated' } as const;

const sessionSchema = z
  .strictObject({
    tenant: z.string(),
    subject: z.string(),
    roles: z.array(z.string()),
    clientId: z.string().exactOptional(),
    expiresAt: timestampSchema,
    csrfToken: z.string().describe('For the header `Quotewright-CSRF` of every request that is not a GET.'),
  })
  .meta({ id: 'Session', description: 'Who is signed in with this browser.' });

/** Nothing here is looked up by an id of the caller's: a session is only ever one's own. */
export function sessionRoutes(secure: boolean): readonly Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'POST',
      operationId: 'openSession',
      summary: 'Sign in with a token: a session in a cookie',
      description:
        'For browsers. The session lasts as long as the token, at most 8 hours, with the roles that the token has now.',
      limit: { class: 'change', cost: 1 },
      responses: { 201: { description: 'Signed in; the cookie is in `Set-Cookie`', schema: sessionSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { cookie, ...session } = await openSession(tx, call.principal);
          const maxAge = Math.floor((session.expiresAt - tx.now) / 1000);
          const headers = { 'set-cookie': writeCookie(cookie, maxAge, secure) };
          return created('/session', shown(call.principal, session), { headers });
        }),
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      operationId: 'readSession',
      summary: 'Who is signed in with this browser',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The session', schema: sessionSchema } },
      handler: async (call) => ok(shown(call.principal, ownSession(call.principal))),
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      operationId: 'closeSession',
      summary: 'Sign out',
      limit: { class: 'change', cost: 1 },
      responses: { 204: { description: 'Signed out, everywhere at once' } },
      handler: (call) =>
        call.write(async (tx) => {
          await closeSession(tx, call.principal);
          return { ...noContent(), headers: { 'set-cookie': writeCookie(undefined, 0, secure) } };
        }),
    }),
  ];
}

function shown(principal: Principal, { expiresAt, csrfToken }: OpenSession) {
  return { ...principal, expiresAt: timestamp(expiresAt), csrfToken };
}
