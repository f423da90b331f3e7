import type { Proof } from './proof.ts';
import { SWEEPING } from './sweeping-proofs.ts';

export const tenantProofs: readonly Proof[] = [
  SWEEPING.tenants,
  {
    file: 'packages/acceleration/src/cache/untrusted-store.test.ts',
    title: 'cannot pass one tenant’s value to another',
    of: 'the mechanism',
  },
  {
    file: 'contexts/catalog/src/adapters/accelerated-catalog.int.test.ts',
    title: 'is never answered with what another tenant has',
    of: { 'catalog.offering': 'offeringCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/pricing-copies.int.test.ts',
    title: 'a list of another tenant with the same name and version is another one',
    of: { 'pricing.active-version': 'activeListCategory', 'pricing.price-index': 'priceIndexCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/price-results.int.test.ts',
    title: 'is nobody else’s: a tenant whose every id is the same has a key and a price of its own',
    of: { 'pricing.result': 'cpq:pricing:acme:result' },
  },
  {
    file: 'apps/server/src/compose/price-attacks-on-facts.int.test.ts',
    title: "another tenant's price in the index, with the header of this one",
    of: { 'pricing.price-index': "'pricing.price-index'" },
  },
];
