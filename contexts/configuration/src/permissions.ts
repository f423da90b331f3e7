import type { PermissionDefinition } from '@quotewright/platform/auth';

export const configurationPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'configuration:evaluate',
    title: 'Configure offerings: what can be chosen, and why not',
    defaultRoles: ['sales', 'approver', 'catalog-manager', 'pricing-manager', 'operator', 'admin', 'partner'],
  },
];
