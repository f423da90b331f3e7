import type { Account } from '@quotewright/accounts';
import type { PublishedOffering } from '@quotewright/catalog';
import { contentHash, DomainError } from '@quotewright/kernel';
import type { TenantConfig } from '@quotewright/tenancy';
import type { Accounts, Catalog, Tenancy } from '../ports/upstream.ts';

/** An offering that is on sale everywhere, unless said otherwise. */
export function anOffering(
  offering: Partial<PublishedOffering> & { readonly id: string },
): Omit<PublishedOffering, 'catalogVersion' | 'contentHash'> {
  return {
    name: offering.id,
    specificationId: 'model',
    lifecycle: 'active',
    isBundle: false,
    validity: {},
    markets: [],
    channels: [],
    customerTypes: [],
    segments: [],
    places: [],
    unit: { name: 'seat', fractions: false },
    ...offering,
  };
}

/** A catalog whose versions a test publishes by hand; the same for every tenant. */
export class CatalogInMemory implements Catalog {
  readonly #versions = new Map<number, ReadonlyMap<string, PublishedOffering>>();
  #active: number | undefined;

  publish(offerings: readonly ReturnType<typeof anOffering>[]): number {
    const version = (this.#active ?? 0) + 1;
    const published = offerings.map((offering) => ({
      ...offering,
      catalogVersion: version,
      contentHash: contentHash(offering),
    }));
    this.#versions.set(version, new Map(published.map((offering) => [offering.id, offering])));
    this.#active = version;
    return version;
  }

  async activeVersion(): Promise<number | undefined> {
    return this.#active;
  }

  /** As the catalog does, as far as prices ask for it. */
  async resolveVersion(
    _tx: unknown,
    { catalogVersion = this.#active, minVersion = 0 }: { catalogVersion?: number; minVersion?: number },
  ): Promise<number> {
    const active = this.#active ?? 0;
    if (minVersion > active)
      throw new DomainError('VERSION_NOT_PUBLISHED', 'conflict', `${active} is active`);
    return catalogVersion ?? active;
  }

  async isPublished(_tx: unknown, version: number): Promise<boolean> {
    return this.#versions.has(version);
  }

  async findOfferings(_tx: unknown, version: number, ids: readonly string[]) {
    const offerings = this.#versions.get(version);
    return new Map(
      ids.flatMap((id) => {
        const offering = offerings?.get(id);
        return offering === undefined ? [] : [[id, offering] as const];
      }),
    );
  }

  async offeringIds(_tx: unknown, version: number): Promise<ReadonlySet<string>> {
    return new Set(this.#versions.get(version)?.keys());
  }
}

export function accountsInMemory(accounts: readonly Account[]): Accounts {
  return { findAccount: async (_tx, id) => accounts.find((account) => account.id === id) };
}

export const aTenantConfig: TenantConfig = {
  version: 1,
  timeZone: 'Europe/Berlin',
  defaultCurrency: 'USD',
  defaultMarket: 'EU',
  defaultChannel: 'direct',
  quoteValidityDays: 30,
  roundingDecimals: {},
};

/** `config` is asked at each call, so that a test can change it. */
export function tenancyInMemory(config: () => TenantConfig): Tenancy {
  return { tenantConfig: async () => config() };
}
