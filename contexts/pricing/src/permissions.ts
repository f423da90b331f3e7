import type { PermissionDefinition } from '@quotewright/platform/auth';

const EVERYONE_INSIDE = ['sales', 'approver', 'catalog-manager', 'pricing-manager', 'operator', 'admin'];

export const pricingPermissions: readonly PermissionDefinition[] = [
  {
    permission: 'price-list:read',
    title: 'See price lists and their versions',
    defaultRoles: EVERYONE_INSIDE,
  },
  {
    permission: 'price-list:write',
    title: 'Import a price list as the next draft',
    defaultRoles: ['pricing-manager', 'admin'],
  },
  {
    permission: 'price-list:publish',
    title: 'Make the draft of a price list the active version',
    defaultRoles: ['pricing-manager', 'admin'],
  },
  {
    permission: 'price-rule:read',
    title: 'See contract prices, promotions and the discount policy',
    defaultRoles: EVERYONE_INSIDE,
  },
  {
    permission: 'price-rule:write',
    title: 'Change the drafts of contract prices, promotions and the discount policy',
    defaultRoles: ['pricing-manager', 'admin'],
  },
  {
    permission: 'price-rule:publish',
    title: 'Publish contract prices, promotions and the discount policy',
    defaultRoles: ['pricing-manager', 'admin'],
  },
  {
    permission: 'price:simulate',
    title: 'Ask what something would cost',
    defaultRoles: [...EVERYONE_INSIDE, 'partner'],
  },
];
