import type { AccountsApi } from '@quotewright/accounts';
import type { QuotingDeps } from '../module.ts';
import { PricingInMemory } from './pricing-in-memory.ts';

/** What a quoting module is given in tests, and what tests turn. */
export interface UpstreamInMemory extends Omit<QuotingDeps, 'database' | 'approvalSignals'> {
  readonly pricing: PricingInMemory;
}

/** The account of tenant `acme` that every test may sell to. */
export const CUSTOMER = 'account-1';

const accounts: AccountsApi = {
  findAccount: async (tx, id) =>
    tx.tenant !== 'acme' || !['account-1', 'account-closed'].includes(id)
      ? undefined
      : {
          id,
          name: 'Customer One',
          type: 'customer',
          segment: 'smb',
          market: 'EU',
          customerType: 'business',
          owner: 'user-1',
          state: id === CUSTOMER ? 'active' : 'closed',
          version: 1,
        },
};

/** Everything the catalog sells, and one thing it does not sell any more. */
const offerings: Readonly<Record<string, { lifecycle: 'active' | 'retired'; fractions: boolean }>> = {
  seat: { lifecycle: 'active', fractions: false },
  gigabyte: { lifecycle: 'active', fractions: true },
  'old-seat': { lifecycle: 'retired', fractions: false },
};

const catalog: QuotingDeps['catalog'] = {
  activeVersion: async () => 1,
  findOfferings: async (_tx, catalogVersion, ids) =>
    new Map(
      ids.flatMap((id) => {
        const offering = offerings[id];
        if (offering === undefined) return [];
        const published = {
          id,
          catalogVersion,
          name: `Offering ${id}`,
          specificationId: 'specification',
          lifecycle: offering.lifecycle,
          isBundle: false,
          validity: {},
          markets: [],
          channels: [],
          customerTypes: [],
          unit: { name: id, fractions: offering.fractions },
          contentHash: 'a'.repeat(64),
        };
        return [[id, published] as const];
      }),
    ),
};

/** Tenant `acme` with two offerings at 2.00 USD a unit, one retired, and quotes that are valid for 30 days. */
export function upstreamInMemory(): UpstreamInMemory {
  return {
    accounts,
    catalog,
    pricing: new PricingInMemory('2'),
    tenancy: {
      tenantConfig: async () => ({
        version: 1,
        timeZone: 'UTC',
        defaultCurrency: 'USD',
        defaultMarket: 'EU',
        defaultChannel: 'direct',
        quoteValidityDays: 30,
        roundingDecimals: {},
      }),
    },
  };
}
