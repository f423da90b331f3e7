import type { FieldError } from '@quotewright/kernel';
import type { PermissionDefinition } from '@quotewright/platform/auth';
import { type ReachLevel, widest } from './reach-level.ts';

/** Role → permissions. Purely additive: there is no deny rule, so a role can only ever add rights. */
export interface AuthorizationPolicy {
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Role → whose objects it may do that to; a role that is not named: everybody's. */
  readonly reach?: Readonly<Record<string, ReachLevel>>;
}

/** Who may change the policy can repair everything else. */
export const ADMINISTER = 'tenant:write';

const ALL_PERMISSIONS_ROLE = 'admin';

/** An API client of another company: in a new tenant it sees nobody else's business. */
const OUTSIDE_ROLE = 'partner';

function permissionsOfRole(policy: AuthorizationPolicy, role: string): readonly string[] {
  // Own members only: a role called "constructor" must grant nothing.
  return (Object.hasOwn(policy.roles, role) && policy.roles[role]) || [];
}

export function grants(policy: AuthorizationPolicy, roles: readonly string[], permission: string): boolean {
  return roles.some((role) => permissionsOfRole(policy, role).includes(permission));
}

/** The widest reach of the roles that grant the permission. */
export function reachOf(
  { reach = {}, ...policy }: AuthorizationPolicy,
  roles: readonly string[],
  permission: string,
): ReachLevel {
  const granting = roles.filter((role) => permissionsOfRole(policy, role).includes(permission));
  return widest(granting.map((role) => (Object.hasOwn(reach, role) && reach[role]) || 'all'));
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
    ...(roles.includes(OUTSIDE_ROLE) && { reach: { [OUTSIDE_ROLE]: 'own' as const } }),
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
    ...policy,
    roles: Object.fromEntries(roles.map(([role, held]) => [role, sortedSet([...held, ...added(role)])])),
  };
}

/** One form per meaning: permissions sorted, each once. */
export function normalized(policy: AuthorizationPolicy): AuthorizationPolicy {
  const roles = Object.entries(policy.roles).map(([role, permissions]) => [role, sortedSet(permissions)]);
  return { ...policy, roles: Object.fromEntries(roles) };
}

/**
 * The policy with the reach that its roles had before, where it does not name theirs: leaving a role out must not widen what it
 * reaches. A role that was not there before reaches its own, be it new or back again. Who wants more says so.
 */
export function keepingReach(policy: AuthorizationPolicy, former: AuthorizationPolicy): AuthorizationPolicy {
  const formerReach = new Map(Object.entries(former.reach ?? {}));
  const kept = Object.keys(policy.roles).flatMap((role) => {
    const level = knowsRole(former, role) ? formerReach.get(role) : 'own';
    return level === undefined ? [] : [[role, level] as const];
  });
  if (kept.length === 0) return policy;
  return { ...policy, reach: { ...Object.fromEntries(kept), ...policy.reach } };
}

/** Permissions that no context asks for, and a reach of no role: a typing error would silently take a right away, or give one. */
export function policyProblems(
  policy: AuthorizationPolicy,
  known: ReadonlySet<string>,
): readonly FieldError[] {
  const unheld = Object.keys(policy.reach ?? {}).filter((role) => !knowsRole(policy, role));
  const unknown = Object.entries(policy.roles).flatMap(([role, permissions]) =>
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
  const reason = 'the policy has no such role';
  return [...unknown, ...unheld.map((role) => ({ pointer: `/reach/${role}`, code: 'UNKNOWN', reason }))];
}

function sortedSet(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}
