import type { PermissionDefinition } from '@quotewright/platform/auth';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationPolicy,
  grants,
  initialPolicy,
  keepingReach,
  normalized,
  permissionsOf,
  policyProblems,
  reachOf,
  withNewPermissions,
} from './authorization-policy.ts';

const policy: AuthorizationPolicy = {
  roles: {
    sales: ['quote:read', 'quote:write'],
    approver: ['quote:read', 'quote:approve'],
    idle: [],
  },
};

describe('what a policy grants', () => {
  it.each([
    { roles: ['sales'], permission: 'quote:write', granted: true },
    { roles: ['sales'], permission: 'quote:approve', granted: false },
    { roles: ['sales', 'approver'], permission: 'quote:approve', granted: true },
    { roles: ['idle'], permission: 'quote:read', granted: false },
    { roles: [], permission: 'quote:read', granted: false },
    { roles: ['unheard-of'], permission: 'quote:read', granted: false },
    { roles: ['Sales'], permission: 'quote:read', granted: false },
    { roles: ['sales'], permission: 'quote', granted: false },
    { roles: ['sales'], permission: 'quote:*', granted: false },
    {
      roles: ['constructor', '__proto__', 'toString', 'hasOwnProperty'],
      permission: 'quote:read',
      granted: false,
    },
  ])('$permission for $roles: $granted', ({ roles, permission, granted }) => {
    expect(grants(policy, roles, permission)).toBe(granted);
  });

  const role = fc.constantFrom('sales', 'approver', 'operator', 'admin', 'constructor', '__proto__');
  const permission = fc.constantFrom('a:read', 'a:write', 'b:read', 'b:write');
  const anyPolicy = fc
    .dictionary(role, fc.array(permission))
    .map((roles): AuthorizationPolicy => ({ roles }));

  it('is nothing without a role', () => {
    fc.assert(fc.property(anyPolicy, permission, (some, wanted) => !grants(some, [], wanted)));
  });

  it('only grows with more roles', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(role), fc.array(role), permission, (some, held, more, wanted) => {
        if (grants(some, held, wanted)) expect(grants(some, [...held, ...more], wanted)).toBe(true);
      }),
    );
  });

  it('is the same whether it is asked one by one or listed', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(role), permission, (some, held, wanted) => {
        expect(permissionsOf(some, held).includes(wanted)).toBe(grants(some, held, wanted));
      }),
    );
  });

  it('survives being brought into its one form', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(role), permission, (some, held, wanted) => {
        expect(grants(normalized(some), held, wanted)).toBe(grants(some, held, wanted));
        expect(normalized(normalized(some))).toEqual(normalized(some));
      }),
    );
  });
});

describe('the reach of a permission', () => {
  const reaching: AuthorizationPolicy = {
    roles: { partner: ['quote:read'], lead: ['quote:read'], clerk: ['quote:read'], boss: ['quote:write'] },
    reach: { partner: 'own', lead: 'team', boss: 'all' },
  };

  it.each([
    [['partner'], 'quote:read', 'own'],
    [['lead'], 'quote:read', 'team'],
    // A role that is not named has no bound.
    [['clerk'], 'quote:read', 'all'],
    [['partner', 'lead'], 'quote:read', 'team'],
    [['partner', 'clerk'], 'quote:read', 'all'],
    // A role that does not grant it does not widen it either.
    [['partner', 'boss'], 'quote:read', 'own'],
    [['boss'], 'quote:read', 'own'],
    [['constructor', '__proto__'], 'quote:read', 'own'],
    [[], 'quote:read', 'own'],
  ] as const)('%j, %s: %s', (roles, permission, reach) => {
    expect(reachOf(reaching, roles, permission)).toBe(reach);
  });

  it('is kept by a new policy that says nothing about it, for the roles that are still there', () => {
    const { boss: _, ...roles } = reaching.roles;
    const kept = { partner: 'own', lead: 'team' };
    expect(keepingReach({ roles }, reaching).reach).toEqual(kept);
    expect(keepingReach({ roles, reach: {} }, reaching).reach).toEqual(kept);
    expect(keepingReach({ roles }, { roles }).reach).toBeUndefined();
  });

  it('is its own for a role that was not there before, be it new or back again', () => {
    const { partner = [], ...others } = reaching.roles;
    const without = keepingReach({ roles: others }, reaching);
    const again = keepingReach({ roles: { ...others, partner, temp: ['quote:read'] } }, without);
    expect(again.reach).toEqual({ ...reaching.reach, temp: 'own' });
    expect(keepingReach({ roles: { ...others, partner } }, { roles: others }).reach).toEqual({
      partner: 'own',
    });
    expect(keepingReach({ roles: { partner }, reach: { partner: 'all' } }, { roles: others }).reach).toEqual({
      partner: 'all',
    });
  });

  it('is widened by a new policy for the roles alone that it names', () => {
    const { roles } = reaching;
    const named = keepingReach({ roles, reach: { partner: 'team' } }, reaching);
    expect(named.reach).toEqual({ partner: 'team', lead: 'team', boss: 'all' });
    const freed = keepingReach({ roles, reach: { lead: 'all' } }, reaching);
    expect(reachOf(freed, ['lead'], 'quote:read')).toBe('all');
    expect(reachOf(freed, ['partner'], 'quote:read')).toBe('own');
  });

  it('is everybody in a policy that says nothing about it', () => {
    expect(reachOf(policy, ['sales'], 'quote:read')).toBe('all');
  });

  it('survives a release and the one form', () => {
    const definition = { permission: 'quote:accept', title: '', defaultRoles: ['partner'] } as const;
    expect(withNewPermissions(reaching, [definition])).toMatchObject({
      roles: { partner: ['quote:accept', 'quote:read'] },
      reach: reaching.reach,
    });
    expect(normalized(reaching).reach).toEqual(reaching.reach);
  });

  it('of a role that the policy does not have is a mistake', () => {
    const problems = policyProblems(
      { ...reaching, reach: { parnter: 'own' } },
      new Set(['quote:read', 'quote:write']),
    );
    expect(problems).toMatchObject([{ pointer: '/reach/parnter', code: 'UNKNOWN' }]);
  });

  it('of a partner is its own in a new tenant', () => {
    const definition = { permission: 'quote:read', title: '', defaultRoles: ['partner', 'sales'] } as const;
    expect(initialPolicy([definition]).reach).toEqual({ partner: 'own' });
  });
});

describe('the policy of a new tenant', () => {
  const definitions: readonly PermissionDefinition[] = [
    { permission: 'quote:read', title: '', defaultRoles: ['sales', 'approver'] },
    { permission: 'quote:approve', title: '', defaultRoles: ['approver'] },
    { permission: 'tenant:write', title: '', defaultRoles: [] },
  ];

  it('gives each role what the contexts ask for, and admin everything', () => {
    expect(initialPolicy(definitions)).toEqual({
      roles: {
        admin: ['quote:approve', 'quote:read', 'tenant:write'],
        approver: ['quote:approve', 'quote:read'],
        sales: ['quote:read'],
      },
    });
  });
});

describe('a policy that is asked about new permissions', () => {
  const prices: PermissionDefinition = {
    permission: 'a:write',
    title: '',
    defaultRoles: ['pricing', 'sales'],
  };

  it('grants them to their default roles and to admin, beside what these had', () => {
    const before = { roles: { admin: ['b:read'], sales: [], idle: ['b:read'] } };
    expect(withNewPermissions(before, [prices])).toEqual({
      roles: { admin: ['a:write', 'b:read'], sales: ['a:write'], idle: ['b:read'] },
    });
  });

  it('gets no role it does not have, and stays the same object when nothing is added', () => {
    const before = { roles: { boss: ['tenant:write'] } };
    expect(withNewPermissions(before, [prices])).toBe(before);
    expect(withNewPermissions(policy, [])).toBe(policy);
  });

  it('takes nothing away', () => {
    const definition = fc.record({
      permission: fc.constantFrom('a:read', 'a:write', 'b:read' as const),
      title: fc.constant(''),
      defaultRoles: fc.array(fc.constantFrom('sales', 'approver', 'constructor')),
    }) as fc.Arbitrary<PermissionDefinition>;
    fc.assert(
      fc.property(fc.array(definition), (added) => {
        const after = withNewPermissions(policy, added);
        for (const [role, held] of Object.entries(policy.roles)) {
          expect(permissionsOf(after, [role])).toEqual(expect.arrayContaining([...held]));
        }
      }),
    );
  });
});

describe('a policy that somebody wrote', () => {
  it('is told where it names a permission that does not exist', () => {
    const known = new Set(['quote:read', 'quote:write']);
    expect(policyProblems(policy, known)).toEqual([
      { pointer: '/roles/approver/1', code: 'UNKNOWN', reason: '"quote:approve" is not a permission' },
    ]);
  });
});
