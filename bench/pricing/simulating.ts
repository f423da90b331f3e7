import type { TenantId } from '@quotewright/kernel';
import type { PriceRequest, SimulatedPrice } from '@quotewright/pricing';
import type { Installation } from '../../apps/server/src/compose/installation.ts';

export interface Simulated extends SimulatedPrice {
  readonly milliseconds: number;
}

export type Simulate = (request: PriceRequest) => Promise<Simulated>;

/** Prices as the endpoint does it, without HTTP. Throws where it would have answered 202. */
export function simulating(
  { database, modules: { pricing } }: Pick<Installation, 'database' | 'modules'>,
  tenant: TenantId,
): Simulate {
  return async (request) => {
    const start = performance.now();
    const priced = await pricing.api.simulate((work) => database.withTenant(tenant, 'read', work), request);
    const milliseconds = performance.now() - start;
    if (priced === 'busy') throw new Error('so much is computed that nobody would wait');
    return { ...priced, milliseconds };
  };
}

/** A measurement of wrong prices measures nothing. */
export function mustAgree(prices: readonly SimulatedPrice[]): void {
  const hashes = new Set(prices.map(({ priceHash }) => priceHash));
  if (hashes.size !== 1) throw new Error('one request has different prices');
}
