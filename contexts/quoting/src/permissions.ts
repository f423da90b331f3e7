import type { PermissionDefinition } from '@quotewright/platform/auth';

export const quotingPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'quote:read',
    title: 'Read quotes, their history and their prices',
    defaultRoles: ['admin', 'sales', 'approver', 'catalog-manager', 'pricing-manager', 'operator', 'partner'],
  },
  {
    permission: 'quote:write',
    title: 'Open, edit, price, present, revise and cancel quotes',
    defaultRoles: ['admin', 'sales', 'partner'],
  },
  { permission: 'quote:submit', title: 'Submit quotes', defaultRoles: ['admin', 'sales', 'partner'] },
  { permission: 'quote:approve', title: 'Approve and decline quotes', defaultRoles: ['admin', 'approver'] },
  {
    permission: 'quote:accept',
    title: 'Record that the customer accepts or rejects a quote',
    defaultRoles: ['admin', 'sales', 'partner'],
  },
];
