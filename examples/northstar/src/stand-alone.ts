import type { Offering } from './documents.ts';

const SERVICE = {
  specificationId: 'managed-service',
  categoryIds: ['services'],
  lifecycle: 'active',
} as const;

/** What is sold beside Secure Branch, or without it. */
export const STAND_ALONE: readonly Offering[] = [
  {
    ...SERVICE,
    id: 'onboarding',
    name: 'Onboarding',
    description: 'Set-up and training by our people, at one price for a range of users.',
    unit: { name: 'user', fractions: false },
    relationships: [{ type: 'optionalFor', offeringId: 'secure-branch' }],
  },
  {
    ...SERVICE,
    id: 'premium-support',
    name: 'Premium Support',
    description: 'Our engineers around the clock, for a percentage of the monthly charges.',
    unit: { name: 'contract', fractions: false },
    customerTypes: ['business'],
  },
  {
    ...SERVICE,
    id: 'network-analytics',
    name: 'Network Analytics',
    description: 'Reports on all sites; the price grows while the network is being rolled out.',
    unit: { name: 'network', fractions: false },
    channels: ['direct', 'partner'],
    segments: ['mid-market', 'enterprise'],
  },
  {
    ...SERVICE,
    id: 'mobile-backup',
    name: 'Mobile Backup',
    description: 'A mobile line that takes over when a site line fails.',
    categoryIds: ['access'],
    unit: { name: 'line', fractions: false },
    markets: ['de', 'nl', 'id'],
  },
  {
    ...SERVICE,
    id: 'domain-name',
    name: 'Domain Name',
    description: 'A name on the internet, by the year.',
    unit: { name: 'name', fractions: false },
  },
];
