import { randomUUID } from 'node:crypto';
import { type Clock, systemClock, type TenantId } from '@quotewright/kernel';
import { importJWK, type JSONWebKeySet, SignJWT } from 'jose';
import { type DevelopmentKey, developmentKey } from './development-key.ts';
import { fail } from './errors.ts';
import { isLoopback } from './loopback.ts';

export interface TokenRequest {
  readonly tenant: TenantId;
  readonly subject: string;
  readonly roles: readonly string[];
  readonly clientId?: string;
  /** Default 12 hours. */
  readonly ttlSeconds?: number;
}

const DEFAULT_TTL_SECONDS = 12 * 3600;

export const DEVELOPMENT_ISSUER = 'quotewright-development';
export const DEVELOPMENT_AUDIENCE = 'quotewright';

/** Signs tokens for whoever can read its key file: for a machine with one user, never for a network. */
export class DevelopmentIssuer {
  readonly issuer = DEVELOPMENT_ISSUER;
  readonly audience = DEVELOPMENT_AUDIENCE;
  readonly #key: DevelopmentKey;
  readonly #clock: Clock;

  private constructor(key: DevelopmentKey, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** The issuer of a data directory. Its key stays there, so that tokens outlive a restart. */
  static async open(directory: string, clock: Clock = systemClock): Promise<DevelopmentIssuer> {
    return new DevelopmentIssuer(await developmentKey(directory), clock);
  }

  /** The public half, as `jwtAuthenticator` takes it. */
  get jwks(): JSONWebKeySet {
    const { d: _, ...publicKey } = this.#key;
    return { keys: [publicKey] };
  }

  async mintToken(request: TokenRequest): Promise<string> {
    const now = Math.floor(this.#clock.now() / 1000);
    const { tenant, roles, clientId, ttlSeconds = DEFAULT_TTL_SECONDS } = request;
    return new SignJWT({
      tenant,
      roles: [...roles],
      ...(clientId === undefined ? {} : { client_id: clientId }),
    })
      .setProtectedHeader({ alg: this.#key.alg, kid: this.#key.kid, typ: 'JWT' })
      .setIssuer(this.issuer)
      .setAudience(this.audience)
      .setSubject(request.subject)
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .setJti(randomUUID())
      .sign(await importJWK(this.#key));
  }
}

/** Throws `DEVELOPMENT_ISSUER_EXPOSED` where others could reach a server that believes development tokens. */
export function assertDevelopmentIssuerAllowed(host: string): void {
  if (isLoopback(host)) return;
  throw fail(
    'DEVELOPMENT_ISSUER_EXPOSED',
    `HOST is ${host}, which others can reach: set QUOTEWRIGHT_AUTH_ISSUER, QUOTEWRIGHT_AUTH_AUDIENCE and ` +
      'QUOTEWRIGHT_AUTH_JWKS_URL to a real issuer, or HOST to 127.0.0.1',
  );
}
