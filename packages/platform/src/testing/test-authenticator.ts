import { tenantId } from '@quotewright/kernel';
import { type Authenticator, bearerToken, type Principal } from '../auth/index.ts';

/** Who a test acts as. */
export interface TestPrincipal {
  readonly tenant: string;
  /** Default `user-1`. */
  readonly subject?: string;
  /** Default none. */
  readonly roles?: readonly string[];
  readonly clientId?: string;
}

/** The `Authorization` header that makes `testAuthenticator` see this principal. */
export function authorizationOf(as: TestPrincipal): string {
  return `Bearer ${Buffer.from(JSON.stringify(as)).toString('base64url')}`;
}

/** Believes whatever the token says: signatures have tests of their own. */
export const testAuthenticator: Authenticator = {
  authenticate: (authorization) => {
    const as = JSON.parse(Buffer.from(bearerToken(authorization), 'base64url').toString()) as TestPrincipal;
    return principalOf(as);
  },
};

export function principalOf(as: TestPrincipal): Principal {
  return {
    tenant: tenantId(as.tenant),
    subject: as.subject ?? 'user-1',
    roles: as.roles ?? [],
    ...(as.clientId === undefined ? {} : { clientId: as.clientId }),
  };
}
