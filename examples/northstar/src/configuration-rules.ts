import type { OfferingRules } from './documents.ts';
import { MAX_SITES, PLANS } from './limits.ts';

/*
 * What Secure Branch asks beyond its parts and their cardinalities. Names without a path are characteristics of the
 * bundle; `site-access/…` means each of the sites.
 */

const PER_USER = ['secure-seat', 'dns-security', 'cloud-firewall', 'zero-trust-corporate'] as const;

export const CONFIGURATION_RULES: readonly OfferingRules[] = [
  {
    id: 'secure-branch',
    rules: [
      ...PLANS.map(
        ({ id, name, from }, index) =>
          ({
            id: `plan-${id}`,
            kind: 'constraint',
            then: `plan = '${id}' iff users >= ${from}${until(PLANS[index + 1]?.from)}`,
            message: `${name} is the plan from ${from} users${PLANS[index + 1] === undefined ? '' : ` to ${(PLANS[index + 1]?.from ?? 0) - 1}`}.`,
          }) as const,
      ),
      ...PER_USER.map(
        (offeringId) =>
          ({
            id: `${offeringId}-per-user`,
            kind: 'constraint',
            then: `${offeringId}/@quantity = users`,
            message: 'A service per user is for all users.',
          }) as const,
      ),
      {
        id: 'cloud-seats-of-users',
        kind: 'constraint',
        then: 'zero-trust-cloud/@quantity <= users',
        message: 'Cloud access is for some users or all, not for more.',
      },
      {
        id: 'bandwidth-of-region',
        kind: 'table',
        mode: 'forbid',
        columns: ['site-access/region', 'site-access/bandwidth'],
        rows: [['r3', '1000']],
        message: 'Rural sites (R3) cannot have 1,000 Mbit/s.',
      },
      {
        id: 'no-appliance-at-100',
        kind: 'constraint',
        if: "site-access/bandwidth = '100'",
        then: 'not has site-access/edge-appliance',
        message: 'A site with 100 Mbit/s takes no appliance.',
      },
      {
        id: 'one-appliance-per-site',
        kind: 'constraint',
        then: 'site-access/edge-appliance/@quantity <= site-access/@quantity',
        message: 'A site takes at most one appliance.',
      },
      {
        id: 'sites-in-total',
        kind: 'constraint',
        then: `sum(site-access/@quantity) <= ${MAX_SITES}`,
        message: `A branch network has at most ${MAX_SITES} sites.`,
      },
      {
        id: 'rented-appliance',
        kind: 'default',
        variable: 'site-access/edge-appliance/supply',
        value: 'rental',
        when: 'has site-access/edge-appliance',
      },
      {
        id: 'firewall-for-many',
        kind: 'recommendation',
        when: 'users >= 250 and not has cloud-firewall',
        message: 'Networks of this size are mostly sold with the Cloud Firewall.',
      },
    ],
  },
];

function until(next: number | undefined): string {
  return next === undefined ? '' : ` and users < ${next}`;
}
