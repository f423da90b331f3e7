import { describe, expect, it } from 'vitest';
import { decide, type Grounds } from './decision.ts';

const policy = { roles: { sales: ['quote:read'] } };
const good: Grounds = { tenantState: 'active', userState: 'active', policy };

describe('a decision', () => {
  it.each<{ case: string; grounds: Grounds | undefined; roles: string[]; decision: string }>([
    { case: 'a role with the permission', grounds: good, roles: ['sales'], decision: 'allowed' },
    {
      case: 'somebody the directory does not know',
      grounds: { tenantState: 'active', policy },
      roles: ['sales'],
      decision: 'allowed',
    },
    { case: 'no role with the permission', grounds: good, roles: ['operator'], decision: 'FORBIDDEN' },
    { case: 'no role at all', grounds: good, roles: [], decision: 'FORBIDDEN' },
    {
      case: 'a tenant that does not exist',
      grounds: undefined,
      roles: ['sales'],
      decision: 'TENANT_UNKNOWN',
    },
    {
      case: 'a suspended tenant',
      grounds: { ...good, tenantState: 'suspended' },
      roles: ['sales'],
      decision: 'TENANT_SUSPENDED',
    },
    {
      case: 'a suspended user',
      grounds: { ...good, userState: 'suspended' },
      roles: ['sales'],
      decision: 'USER_SUSPENDED',
    },
    {
      case: 'a suspended user of a suspended tenant',
      grounds: { tenantState: 'suspended', userState: 'suspended', policy },
      roles: ['sales'],
      decision: 'TENANT_SUSPENDED',
    },
  ])('about $case is $decision', ({ grounds, roles, decision }) => {
    expect(decide(grounds, roles, 'quote:read')).toBe(decision);
  });
});
