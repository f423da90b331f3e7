import type { DomainError } from '@quotewright/kernel';
import { type AuthorizationPolicy, grants } from './authorization-policy.ts';
import { fail } from './errors.ts';
import type { TenantState } from './tenant.ts';
import type { UserState } from './user.ts';

/** All that a decision rests on. */
export interface Grounds {
  readonly tenantState: TenantState;
  /** Absent for somebody who is not in the tenant's directory: the token alone speaks for them. */
  readonly userState?: UserState;
  readonly policy: AuthorizationPolicy;
}

export type Exclusion = 'TENANT_UNKNOWN' | 'TENANT_SUSPENDED' | 'USER_SUSPENDED';
export type Decision = 'allowed' | 'FORBIDDEN' | Exclusion;

/** Why the caller may do nothing at all in the tenant, if so. No grounds: the tenant does not exist. */
export function exclusion(grounds: Omit<Grounds, 'policy'> | undefined): Exclusion | undefined {
  if (grounds === undefined) return 'TENANT_UNKNOWN';
  if (grounds.tenantState === 'suspended') return 'TENANT_SUSPENDED';
  return grounds.userState === 'suspended' ? 'USER_SUSPENDED' : undefined;
}

/** Deny by default: allowed is only what a role in the token is granted by the active policy. */
export function decide(grounds: Grounds | undefined, roles: readonly string[], permission: string): Decision {
  const excluded = exclusion(grounds);
  if (excluded !== undefined) return excluded;
  return grounds !== undefined && grants(grounds.policy, roles, permission) ? 'allowed' : 'FORBIDDEN';
}

const explanations: Readonly<Record<Exclusion, string>> = {
  TENANT_UNKNOWN: 'the tenant in the token does not exist here',
  TENANT_SUSPENDED: 'the tenant in the token is suspended',
  USER_SUSPENDED: 'the subject of the token is suspended in its tenant',
};

export function excludedError(reason: Exclusion): DomainError {
  return fail(reason, explanations[reason]);
}

/** Says what is missing, not which role would have it. */
export function forbiddenError(permission: string): DomainError {
  return fail('FORBIDDEN', `this needs the permission "${permission}"`, { permission });
}
