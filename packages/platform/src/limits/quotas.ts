import type { Principal } from '../auth/principal.ts';

export const QUOTA_NAMES = [
  'tenantTotal',
  'userSimulation',
  'orderCreation',
  'partnerIntegration',
  'expensiveComputation',
  'adminRepair',
] as const;

export type QuotaName = (typeof QUOTA_NAMES)[number];

/** Units per window, and how many of them at once. */
export interface QuotaTerms {
  readonly units: number;
  /** Milliseconds. */
  readonly window: number;
  readonly burst: number;
}

export interface QuotaRow extends QuotaTerms {
  /** Whose bucket: the tenant's, a person's, an application's, or that of a person in an application. */
  readonly of: 'tenant' | 'user' | 'client' | 'caller';
  /** Whether each route has a bucket of its own. */
  readonly perRoute: boolean;
  readonly purpose: string;
}

const MINUTE = 60_000;

/**
 * What a tenant has before it decides otherwise: enough for two hundred people at work and the imports of a night, and an end to a
 * loop that has run wild.
 */
export const QUOTAS: Readonly<Record<QuotaName, QuotaRow>> = {
  tenantTotal: {
    units: 6_000,
    window: 10_000,
    burst: 3_000,
    of: 'tenant',
    perRoute: false,
    purpose: 'All that a tenant asks, so that no tenant takes the installation from the others.',
  },
  userSimulation: {
    units: 6_000,
    window: MINUTE,
    burst: 1_500,
    of: 'user',
    perRoute: true,
    purpose: 'Prices and configurations that one person plays with.',
  },
  orderCreation: {
    units: 1_200,
    window: MINUTE,
    burst: 600,
    of: 'caller',
    perRoute: true,
    purpose: 'Orders that one caller makes.',
  },
  partnerIntegration: {
    units: 3_000,
    window: MINUTE,
    burst: 1_000,
    of: 'client',
    perRoute: false,
    purpose: 'What one application of a partner asks, and all subscriptions and exports.',
  },
  expensiveComputation: {
    units: 1_200,
    window: MINUTE,
    burst: 600,
    of: 'tenant',
    perRoute: false,
    purpose: 'Publications, imports and checks of whole documents.',
  },
  adminRepair: {
    units: 120,
    window: MINUTE,
    burst: 60,
    of: 'user',
    perRoute: true,
    purpose: 'Repairs and purges of one operator.',
  },
};

/** Names the bucket that a caller on a route is charged to. */
export function partsOf(row: QuotaRow, principal: Principal, routeName: string): readonly string[] {
  const { subject, clientId } = principal;
  const whose: Readonly<Record<QuotaRow['of'], readonly string[]>> = {
    tenant: ['all'],
    user: [subject],
    // A client without an id of its own is its subject.
    client: [clientId ?? subject],
    caller: [clientId ?? subject, subject],
  };
  return row.perRoute ? [...whose[row.of], routeName] : whose[row.of];
}
