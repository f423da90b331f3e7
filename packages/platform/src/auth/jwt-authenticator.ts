import { type Clock, systemClock } from '@quotewright/kernel';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { type Authenticator, bearerToken } from './authenticator.ts';
import { fail } from './errors.ts';
import type { Principal } from './principal.ts';
import { type ClaimNames, DEFAULT_CLAIM_NAMES, principalOfClaims } from './token-claims.ts';
import { noteTokenEnd } from './token-end.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** Signatures with a private key only: `none` and the shared-secret family are not even configurable. */
export const SIGNATURE_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

export interface JwtAuthenticatorOptions {
  /** The exact `iss`. */
  readonly issuer: string;
  /** Must be among `aud`. */
  readonly audience: string;
  /** Where the issuer publishes its public keys, or the keys themselves. */
  readonly jwks: URL | JSONWebKeySet;
  readonly algorithms?: readonly SignatureAlgorithm[];
  readonly claimNames?: ClaimNames;
  readonly clock?: Clock;
}

/** Between our clock and the issuer's, in seconds. */
const CLOCK_SKEW = 30;
/** A longer text is not looked at. */
const MAX_TOKEN_LENGTH = 8_192;

/**
 * Verifies bearer JWTs (RFC 7519, RFC 8725): signature by an allowed algorithm and a key of the issuer, `iss`, `aud`,
 * `exp`, `nbf`. A token's `kid` only selects among the issuer's keys; keys inside or behind the token
 * (`jwk`, `jku`, `x5u`) are never used. Throws as `Authenticator` says.
 */
export function jwtAuthenticator(options: JwtAuthenticatorOptions): Authenticator {
  const { issuer, audience, jwks, clock = systemClock, claimNames = DEFAULT_CLAIM_NAMES } = options;
  const algorithms = [...(options.algorithms ?? SIGNATURE_ALGORITHMS)];
  const keys = jwks instanceof URL ? createRemoteJWKSet(jwks) : createLocalJWKSet(jwks);
  const verified = new VerifiedTokens(clock);

  const verify = async (token: string): Promise<Principal> => {
    const claims = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(clock.now()),
    }).then(
      ({ payload }): JWTPayload => payload,
      (error: unknown) => {
        throw refusalOf(error);
      },
    );
    const principal = principalOfClaims(claims, claimNames);
    const end = (claims.exp as number) * 1000;
    noteTokenEnd(principal, end);
    verified.keep(token, principal, end);
    return principal;
  };

  return {
    authenticate: (authorization) => {
      const token = bearerToken(authorization);
      if (token.length > MAX_TOKEN_LENGTH) throw fail('TOKEN_INVALID', 'the token is too long');
      return verified.find(token) ?? verify(token);
    },
  };
}

/** What is the token's own fault, by the library's error code. */
const TOKEN_FAULTS: Readonly<Record<string, string>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'its algorithm is not accepted here',
  ERR_JOSE_NOT_SUPPORTED: 'it uses a feature that is not supported',
  ERR_JWS_INVALID: 'it is not a well-formed JWT',
  ERR_JWT_INVALID: 'it is not a well-formed JWT',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature does not verify',
  ERR_JWKS_NO_MATCHING_KEY: 'it was signed with a key that its issuer does not publish',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'it does not say which key of its issuer signed it',
};

function refusalOf(error: unknown) {
  if (error instanceof errors.JWTExpired) return fail('TOKEN_EXPIRED', 'get a new token from its issuer');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return fail('TOKEN_INVALID', `its claim "${error.claim}" is missing or not what this API accepts`);
  }
  const fault = error instanceof errors.JOSEError ? TOKEN_FAULTS[error.code] : undefined;
  if (fault !== undefined) return fail('TOKEN_INVALID', fault);
  return fail('SIGNING_KEYS_UNAVAILABLE', 'try again in a moment', { retryAfterSeconds: 5 }, error);
}
