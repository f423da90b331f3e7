import type { FieldError } from '@quotewright/kernel';
import type { PermissionDefinition } from '@quotewright/platform/auth';

/** Role → permissions. Purely additive: there is no deny rule, so a role can only ever add rights. */
export interface AuthorizationPolicy {
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** Who may change the policy can repair everything else. */
export const ADMINISTER = 'tenant:write';

const ALL_PERMISSIONS_ROLE = 'admin';

function permissionsOfRole(policy: AuthorizationPolicy, role: string): readonly string[] {
  // Own members only: a role called "constructor" must grant nothing.
  return (Object.hasOwn(policy.roles, role) && policy.roles[role]) || [];
}

export function grants(policy: AuthorizationPolicy, roles: readonly string[], permission: string): boolean {
  return roles.some((role) => permissionsOfRole(policy, role).includes(permission));
}

/** Everything the roles may do together, sorted. */
export function permissionsOf(policy: AuthorizationPolicy, roles: readonly string[]): readonly string[] {
  return sortedSet(roles.flatMap((role) => permissionsOfRole(policy, role)));
}

export function knowsRole(policy: AuthorizationPolicy, role: string): boolean {
  return Object.hasOwn(policy.roles, role);
}

/** The policy a new tenant starts with: every context's defaults, and everything for `admin`. */
export function initialPolicy(definitions: readonly PermissionDefinition[]): AuthorizationPolicy {
  const roles = sortedSet([
    ALL_PERMISSIONS_ROLE,
    ...definitions.flatMap((definition) => definition.defaultRoles),
  ]);
  const held = (role: string) =>
    definitions.filter(({ defaultRoles }) => role === ALL_PERMISSIONS_ROLE || defaultRoles.includes(role));
  return {
    roles: Object.fromEntries(
      roles.map((role) => [role, sortedSet(held(role).map(({ permission }) => permission))]),
    ),
  };
}

/**
 * The policy with permissions it has never been asked about: each for its default roles and for `admin`, as in a new
 * tenant. A role that the policy does not have is not made: the tenant did away with it, and a token that still names it
 * must not come to rights. The same object when nothing is added.
 */
export function withNewPermissions(
  policy: AuthorizationPolicy,
  definitions: readonly PermissionDefinition[],
): AuthorizationPolicy {
  const defaults = initialPolicy(definitions);
  const added = (role: string) => permissionsOfRole(defaults, role);
  const roles = Object.entries(policy.roles);
  if (roles.every(([role, held]) => added(role).every((permission) => held.includes(permission))))
    return policy;
  return {
    roles: Object.fromEntries(roles.map(([role, held]) => [role, sortedSet([...held, ...added(role)])])),
  };
}

/** One form per meaning: permissions sorted, each once. */
export function normalized(policy: AuthorizationPolicy): AuthorizationPolicy {
  const roles = Object.entries(policy.roles).map(([role, permissions]) => [role, sortedSet(permissions)]);
  return { roles: Object.fromEntries(roles) };
}

/** Permissions that no context asks for: a typing error would silently take a right away. */
export function policyProblems(
  policy: AuthorizationPolicy,
  known: ReadonlySet<string>,
): readonly FieldError[] {
  return Object.entries(policy.roles).flatMap(([role, permissions]) =>
    permissions.flatMap((permission, index) =>
      known.has(permission)
        ? []
        : [
            {
              pointer: `/roles/${role}/${index}`,
              code: 'UNKNOWN',
              reason: `"${permission}" is not a permission`,
            },
          ],
    ),
  );
}

function sortedSet(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}
