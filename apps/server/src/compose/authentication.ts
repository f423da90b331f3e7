import type { Clock } from '@quotewright/kernel';
import {
  type Authenticator,
  assertDevelopmentIssuerAllowed,
  DevelopmentIssuer,
  jwtAuthenticator,
} from '@quotewright/platform/auth';
import type { Config } from '@quotewright/platform/config';

export interface Authentication {
  readonly authenticator: Authenticator;
  /** Present while this machine's own development tokens are believed. */
  readonly developmentIssuer?: DevelopmentIssuer;
}

/** Whose tokens are believed: the configured issuer's or, on loopback only, this machine's own. */
export async function composeAuthentication(config: Config, clock: Clock): Promise<Authentication> {
  const { authIssuer, authAudience, authJwksUrl } = config;
  if (authIssuer !== undefined && authAudience !== undefined && authJwksUrl !== undefined) {
    return {
      authenticator: jwtAuthenticator({
        issuer: authIssuer,
        audience: authAudience,
        jwks: new URL(authJwksUrl),
        algorithms: config.authAlgorithms,
        claimNames: { tenant: config.authTenantClaim, roles: config.authRolesClaim },
        clock,
      }),
    };
  }
  assertDevelopmentIssuerAllowed(config.host);
  const developmentIssuer = await DevelopmentIssuer.open(config.dataDirectory, clock);
  const { issuer, audience, jwks } = developmentIssuer;
  return {
    authenticator: jwtAuthenticator({ issuer, audience, jwks, algorithms: ['ES256'], clock }),
    developmentIssuer,
  };
}
