import { isTenantId } from '@quotewright/kernel';
import { fail } from './errors.ts';
import type { Principal } from './principal.ts';

/** Where an issuer puts what we need: a claim's name, or a path such as `realm_access.roles`. */
export interface ClaimNames {
  readonly tenant: string;
  readonly roles: string;
}

export const DEFAULT_CLAIM_NAMES: ClaimNames = { tenant: 'tenant', roles: 'roles' };

/** Subjects of the platform's own work, which no token may claim. */
const RESERVED_SUBJECT = 'system:';
const PRINTABLE = /^[\x20-\x7e\u00a0-\uffff]{1,255}$/u;
const MAX_ROLES = 50;
const MAX_ROLE_LENGTH = 64;

type Claims = Readonly<Record<string, unknown>>;

/** Who a verified token speaks for. Throws `TOKEN_INVALID` when it does not say so clearly. */
export function principalOfClaims(claims: Claims, names: ClaimNames): Principal {
  const tenant = claimAt(claims, names.tenant);
  if (typeof tenant !== 'string' || !isTenantId(tenant)) {
    throw fail('TOKEN_INVALID', `the claim "${names.tenant}" does not name a tenant`);
  }
  const subject = claims['sub'];
  if (!isPrintable(subject) || subject.startsWith(RESERVED_SUBJECT)) {
    throw fail('TOKEN_INVALID', 'the claim "sub" is not an acceptable subject');
  }
  const clientId = claims['client_id'] ?? claims['azp'];
  if (clientId !== undefined && !isPrintable(clientId)) {
    throw fail('TOKEN_INVALID', 'the claim "client_id" is not an acceptable client');
  }
  const roles = rolesOf(claimAt(claims, names.roles), names.roles);
  return { tenant, subject, roles, ...(clientId === undefined ? {} : { clientId }) };
}

/** A claim by its whole name (which may hold dots, as URLs do), else by a path of names. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Claims)[step];
  }
  return value;
}

/** A list, or words separated by spaces as in `scope`. No claim is no role. */
function rolesOf(claim: unknown, name: string): readonly string[] {
  const roles =
    claim === undefined ? [] : typeof claim === 'string' ? claim.split(' ').filter(Boolean) : claim;
  const acceptable = Array.isArray(roles) && roles.length <= MAX_ROLES && roles.every(isRole);
  if (!acceptable)
    throw fail('TOKEN_INVALID', `the claim "${name}" is not a list of at most ${MAX_ROLES} roles`);
  return roles;
}

function isRole(role: unknown): role is string {
  return isPrintable(role) && role.length <= MAX_ROLE_LENGTH;
}

function isPrintable(text: unknown): text is string {
  return typeof text === 'string' && PRINTABLE.test(text);
}
