import { type Clock, sha256, systemClock } from '@quotewright/kernel';
import { boundedWork } from '../timing/bounded-work.ts';
import { type Authenticator, bearerToken } from './authenticator.ts';
import { fail } from './errors.ts';
import { type Introspection, introspect, unavailable } from './introspection-client.ts';
import type { Principal } from './principal.ts';
import { type ClaimNames, DEFAULT_CLAIM_NAMES, principalOfClaims } from './token-claims.ts';
import { noteTokenEnd } from './token-end.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface IntrospectionOptions {
  readonly url: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where given: the exact `iss` of an answer that names one. */
  readonly issuer?: string;
  /** Where given: must be among `aud`. */
  readonly audience?: string;
  readonly claimNames?: ClaimNames;
  readonly clock?: Clock;
  /** Of one question, in milliseconds; default 2 s. */
  readonly deadline?: number;
}

const DEADLINE_MS = 2_000;
const MAX_TOKEN_LENGTH = 8_192;
/** Between our clock and the issuer's, in seconds. */
const CLOCK_SKEW = 30;
/** Questions under way and waiting in this process. */
const TOGETHER = 32;
const WAITING = 512;
/** Without an `exp` a token is looked at again after the time that any token is believed. */
const NO_END = Number.MAX_SAFE_INTEGER;

/**
 * Asks the issuer about bearer tokens that say nothing by themselves (RFC 7662). A yes is believed for a minute and never beyond the
 * token's `exp`; a no is not kept. Throws as `Authenticator` says, and `INTROSPECTION_UNAVAILABLE`.
 */
export function introspectionAuthenticator(options: IntrospectionOptions): Authenticator {
  const { clock = systemClock, claimNames = DEFAULT_CLAIM_NAMES, deadline = DEADLINE_MS } = options;
  const endpoint = { ...options, deadline };
  const verified = new VerifiedTokens(clock);
  const bounded = boundedWork(TOGETHER, WAITING);
  const asked = new Map<string, Promise<Principal>>();

  async function ask(token: string): Promise<Principal> {
    const answer = await bounded(() => introspect(endpoint, token));
    if (answer === undefined) throw unavailable();
    const end = endOf(answer, options, Math.floor(clock.now() / 1000));
    const principal = principalOfClaims(answer, claimNames);
    if (end !== NO_END) noteTokenEnd(principal, end);
    verified.keep(token, principal, end);
    return principal;
  }

  return {
    authenticate: (authorization) => {
      const token = bearerToken(authorization);
      if (token.length > MAX_TOKEN_LENGTH) throw fail('TOKEN_INVALID', 'the token is too long');
      const known = verified.find(token);
      if (known !== undefined) return known;
      const hash = sha256(token);
      const answer = asked.get(hash) ?? ask(token).finally(() => asked.delete(hash));
      asked.set(hash, answer);
      return answer;
    },
  };
}

/** When the token ends, in milliseconds since the epoch. Throws where it is not good now, or not for this API. */
function endOf(answer: Introspection, { issuer, audience }: IntrospectionOptions, now: number): number {
  if (!answer.active) throw fail('TOKEN_INVALID', 'its issuer does not know it, or it has ended');
  const { exp, nbf, iss, aud } = answer as Readonly<Record<string, unknown>>;
  if (exp !== undefined && typeof exp !== 'number') throw fail('TOKEN_INVALID', 'its "exp" is not a time');
  if (exp !== undefined && exp + CLOCK_SKEW <= now)
    throw fail('TOKEN_EXPIRED', 'get a new token from its issuer');
  if (typeof nbf === 'number' && nbf - CLOCK_SKEW > now) throw fail('TOKEN_INVALID', 'it is not valid yet');
  if (issuer !== undefined && iss !== undefined && iss !== issuer) {
    throw fail('TOKEN_INVALID', 'its "iss" is not what this API accepts');
  }
  if (audience !== undefined && ![aud].flat().includes(audience)) {
    throw fail('TOKEN_INVALID', 'its "aud" does not name this API');
  }
  return exp === undefined ? NO_END : exp * 1000;
}
