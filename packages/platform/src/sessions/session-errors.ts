import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const sessionErrors = {
  SESSION_ENDED: { kind: 'unauthenticated', title: 'The session has ended: sign in again' },
  SESSION_NOT_FOUND: { kind: 'notFound', title: 'The request does not come with a session' },
  SESSION_NEEDS_TOKEN: { kind: 'forbidden', title: 'A session is opened with a bearer token' },
  SESSION_LOOKUP_BUSY: {
    kind: 'unavailable',
    title: 'More sessions are being looked up than may be at once',
  },
  CSRF_REFUSED: {
    kind: 'forbidden',
    title: 'The request comes with a session, but does not show that the console sent it',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(sessionErrors);
