import type { AccountsApi } from '@quotewright/accounts';
import type { OfferingDefinition } from '@quotewright/catalog';
import type { QuotingDeps } from '../module.ts';
import { ConfigurationInMemory } from './configuration-in-memory.ts';
import { definitionOf } from './definitions.ts';
import { PricingInMemory } from './pricing-in-memory.ts';

/** What a quoting module is given in tests, and what tests turn. */
export interface UpstreamInMemory
  extends Omit<QuotingDeps, 'database' | 'approvalSignals' | 'configurationRules'> {
  readonly pricing: PricingInMemory;
  readonly configuration: ConfigurationInMemory;
}

/** The account of tenant `acme` that every test may sell to. */
export const CUSTOMER = 'account-1';

const accounts: AccountsApi = {
  findAddresses: async () => ({}),
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
  branch: { lifecycle: 'active', fractions: false },
  site: { lifecycle: 'active', fractions: false },
  appliance: { lifecycle: 'active', fractions: false },
};

/** A branch has up to 100 seats in one line and 3 sites, each in a region and with an appliance or none. */
const structures: Readonly<Record<string, Partial<OfferingDefinition['offering']>>> = {
  branch: {
    children: [
      { offeringId: 'seat', lower: 1, upper: 100 },
      { offeringId: 'site', lower: 0, upper: 1, instances: { lower: 0, upper: 3 } },
    ],
  },
  site: { children: [{ offeringId: 'appliance', lower: 0, upper: 1 }] },
};

const region: OfferingDefinition['characteristics'][number] = {
  id: 'region',
  name: 'Region',
  type: 'enum',
  values: [{ id: 'r1' }, { id: 'r2' }],
  minCardinality: 1,
  maxCardinality: 1,
};

const catalog: QuotingDeps['catalog'] = {
  findDefinitions: async (_tx, _version, ids) =>
    new Map(ids.map((id) => [id, definitionOf(id, structures[id], id === 'site' ? [region] : [])])),
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
          segments: [],
          places: [],
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
    configuration: new ConfigurationInMemory(),
    tenancy: {
      tenantName: async () => 'Acme',
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
