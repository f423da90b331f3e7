import type { PermissionDefinition } from '../auth/principal.ts';

const defaultRoles = ['admin', 'operator', 'partner'];

export const webhookPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'webhook:read',
    title: 'See subscriptions to events and what became of deliveries',
    defaultRoles,
  },
  { permission: 'webhook:write', title: 'Subscribe to events, change and test subscriptions', defaultRoles },
];
