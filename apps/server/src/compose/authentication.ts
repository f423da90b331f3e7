import type { Clock } from '@quotewright/kernel';
import {
  type Authenticator,
  assertDevelopmentIssuerAllowed,
  DevelopmentIssuer,
  eitherAuthenticator,
  introspectionAuthenticator,
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
  const jwt = configuredJwt(config, clock);
  const opaque = configuredIntrospection(config, clock);
  if (jwt !== undefined && opaque !== undefined) return { authenticator: eitherAuthenticator(jwt, opaque) };
  const configured = jwt ?? opaque;
  if (configured !== undefined) return { authenticator: configured };
  assertDevelopmentIssuerAllowed(config.host);
  const developmentIssuer = await DevelopmentIssuer.open(config.dataDirectory, clock);
  const { issuer, audience, jwks } = developmentIssuer;
  return {
    authenticator: jwtAuthenticator({ issuer, audience, jwks, algorithms: ['ES256'], clock }),
    developmentIssuer,
  };
}

function configuredJwt(config: Config, clock: Clock): Authenticator | undefined {
  const { authIssuer, authAudience, authJwksUrl } = config;
  if (authIssuer === undefined || authAudience === undefined || authJwksUrl === undefined) return undefined;
  return jwtAuthenticator({
    issuer: authIssuer,
    audience: authAudience,
    jwks: new URL(authJwksUrl),
    algorithms: config.authAlgorithms,
    claimNames: claimNames(config),
    clock,
  });
}

function configuredIntrospection(config: Config, clock: Clock): Authenticator | undefined {
  const { authIssuer: issuer, authAudience: audience } = config;
  const { authIntrospectionUrl, authIntrospectionClientId, authIntrospectionClientSecret } = config;
  if (authIntrospectionUrl === undefined) return undefined;
  if (authIntrospectionClientId === undefined || authIntrospectionClientSecret === undefined)
    return undefined;
  return introspectionAuthenticator({
    url: new URL(authIntrospectionUrl),
    clientId: authIntrospectionClientId,
    clientSecret: authIntrospectionClientSecret,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    claimNames: claimNames(config),
    clock,
  });
}

const claimNames = (config: Config) => ({ tenant: config.authTenantClaim, roles: config.authRolesClaim });
