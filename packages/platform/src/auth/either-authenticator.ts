import { type Authenticator, bearerToken } from './authenticator.ts';

const JWT_SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/** Tokens that look like a JWT go to `jwt` and are never asked about elsewhere; all others go to `opaque`. */
export function eitherAuthenticator(jwt: Authenticator, opaque: Authenticator): Authenticator {
  return {
    authenticate: (authorization) =>
      (JWT_SHAPE.test(bearerToken(authorization)) ? jwt : opaque).authenticate(authorization),
  };
}
