import type { PermissionDefinition } from '@quotewright/platform/auth';

export const tenancyPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'tenant:read',
    title: "Read the tenant's configuration, flags and authorization policy",
    defaultRoles: ['admin'],
  },
  {
    permission: 'tenant:write',
    title: "Change the tenant's configuration, flags and authorization policy",
    defaultRoles: ['admin'],
  },
  {
    permission: 'user:read',
    title: 'Read users and the sales hierarchy',
    defaultRoles: ['admin', 'approver'],
  },
  {
    permission: 'rate-limit:break-glass',
    title: 'Repair although requests cannot be counted',
    defaultRoles: ['admin', 'operator'],
  },
  { permission: 'user:write', title: 'Add, change and suspend users', defaultRoles: ['admin'] },
];
