import type { PermissionDefinition } from '@quotewright/platform/auth';

export const orderingPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'order:read',
    title: 'Read orders and their history',
    defaultRoles: ['admin', 'sales', 'approver', 'operator', 'partner'],
  },
  {
    permission: 'order:create',
    title: 'Make orders of accepted quotes',
    defaultRoles: ['admin', 'sales', 'partner'],
  },
];
