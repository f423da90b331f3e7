import type { PermissionDefinition } from '@quotewright/platform/auth';

export const catalogPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'catalog:read',
    title: 'Read offerings, specifications, categories, versions and the draft',
    defaultRoles: ['sales', 'approver', 'catalog-manager', 'pricing-manager', 'operator', 'admin', 'partner'],
  },
  {
    permission: 'catalog:write',
    title: 'Change and import the draft of the catalog',
    defaultRoles: ['catalog-manager', 'admin'],
  },
  {
    permission: 'catalog:publish',
    title: 'Publish the draft as a new catalog version',
    defaultRoles: ['catalog-manager', 'admin'],
  },
];
