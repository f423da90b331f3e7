import type { PermissionDefinition } from '@quotewright/platform/auth';

export const accountsPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'account:read',
    title: 'Find and read accounts, their contacts and addresses',
    defaultRoles: ['sales', 'approver', 'pricing-manager', 'operator', 'admin'],
  },
  {
    permission: 'account:write',
    title: 'Create, change and close accounts',
    defaultRoles: ['sales', 'admin'],
  },
];
