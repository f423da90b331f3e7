import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const authErrors = {
  AUTHENTICATION_REQUIRED: { kind: 'unauthenticated', title: 'The operation needs a bearer token' },
  TOKEN_INVALID: { kind: 'unauthenticated', title: 'The bearer token is not acceptable' },
  TOKEN_EXPIRED: { kind: 'unauthenticated', title: 'The bearer token has expired' },
  FORBIDDEN: { kind: 'forbidden', title: 'The caller may not do this' },
  SIGNING_KEYS_UNAVAILABLE: {
    kind: 'unavailable',
    title: 'The keys of the token issuer cannot be read at the moment',
  },
  INTROSPECTION_UNAVAILABLE: {
    kind: 'unavailable',
    title: 'The issuer cannot be asked about the token at the moment',
  },
  DEVELOPMENT_ISSUER_EXPOSED: {
    kind: 'internal',
    title: 'Development tokens would be believed by a server that others can reach',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(authErrors);
