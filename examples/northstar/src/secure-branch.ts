import type { Offering } from './documents.ts';
import { MAX_SITES, MAX_USERS } from './limits.ts';

/*
 * The bundle: per-user services that follow the number of users, and sites, each with a line of its own
 * configuration and, below it, its appliance. Lines of the same configuration can be one line with a quantity.
 */

const UNIT_PER_USER = { name: 'user', fractions: false } as const;

export const SECURE_BRANCH: readonly Offering[] = [
  {
    id: 'secure-branch',
    name: 'Secure Branch',
    description: 'A network for the branches of a business: access for its sites, security for its people.',
    specificationId: 'branch-network',
    categoryIds: ['branch'],
    unit: { name: 'branch network', fractions: false },
    lifecycle: 'active',
    children: [
      { offeringId: 'secure-seat', lower: 1, upper: MAX_USERS },
      { offeringId: 'dns-security', lower: 1, upper: MAX_USERS },
      { offeringId: 'cloud-firewall', lower: 0, upper: MAX_USERS },
      { offeringId: 'zero-trust-corporate', lower: 1, upper: MAX_USERS },
      { offeringId: 'zero-trust-cloud', lower: 0, upper: MAX_USERS },
      { offeringId: 'site-access', lower: 1, upper: MAX_SITES, instances: { lower: 1, upper: MAX_SITES } },
    ],
  },
  perUser(
    'secure-seat',
    'Secure Seat',
    'A protected place of work: remote access, device check, single sign-on.',
  ),
  perUser('dns-security', 'DNS Security', 'Names of known bad places are not resolved.'),
  {
    ...perUser(
      'cloud-firewall',
      'Cloud Firewall',
      'Inspects traffic in the cloud; billed by user and by GB.',
    ),
    specificationId: 'firewall',
  },
  perUser(
    'zero-trust-corporate',
    'Zero-Trust Corporate',
    'Every request to company systems is checked by itself.',
  ),
  {
    ...perUser('zero-trust-cloud', 'Zero-Trust Cloud', 'The same for cloud services, for some users or all.'),
    relationships: [{ type: 'requires', offeringId: 'zero-trust-corporate' }],
  },
  {
    id: 'site-access',
    name: 'Site Access',
    description: 'A line to a site. Rural sites (R3) cannot have 1,000 Mbit/s.',
    specificationId: 'site-line',
    categoryIds: ['access'],
    unit: { name: 'site', fractions: false },
    lifecycle: 'active',
    children: [{ offeringId: 'edge-appliance', lower: 0, upper: MAX_SITES }],
  },
  {
    id: 'edge-appliance',
    name: 'Edge Appliance',
    description: 'A router at the site, bought or rented; not for sites with 100 Mbit/s.',
    specificationId: 'edge-device',
    categoryIds: ['access'],
    unit: { name: 'appliance', fractions: false },
    lifecycle: 'active',
  },
];

function perUser(id: string, name: string, description: string): Offering {
  return {
    id,
    name,
    description,
    specificationId: 'user-service',
    categoryIds: ['security'],
    unit: UNIT_PER_USER,
    lifecycle: 'active',
  };
}
