import {
  STORE_DOWN,
  type StoreDownUse,
} from '../../../apps/server/src/compose/store-down/store-down-table.ts';
import type { Proof } from './proof.ts';

/** Which use of the store the copies of a category are part of; each use is rehearsed under each trouble. */
const USES: Readonly<Record<string, StoreDownUse>> = {
  'authz.hierarchy': 'authorization',
  'authz.hierarchy-active': 'authorization',
  'authz.policy': 'authorization',
  'authz.standing': 'authorization',
  'authz.user': 'authorization',
  'catalog.active-version': 'catalog',
  'catalog.category-list': 'catalog',
  'catalog.list-codes': 'catalog',
  'catalog.offering': 'catalog',
  'catalog.offering-list': 'catalog',
  'catalog.published-version': 'catalog',
  'catalog.relationship-graph': 'catalog',
  'catalog.specification': 'catalog',
  'configuration.rule-graph': 'configuration',
  'platform.command-pointer': 'idempotency',
  'pricing.active-version': 'publishedPrice',
  'pricing.confidential-result': 'priceSimulation',
  'pricing.discount-policy': 'promotions',
  'pricing.discount-policy-active': 'promotions',
  'pricing.price-index': 'priceSimulation',
  'pricing.price-rules': 'priceSimulation',
  'pricing.promotion': 'promotions',
  'pricing.promotion-budget': 'promotions',
  'pricing.promotions': 'promotions',
  'pricing.promotions-active': 'promotions',
  'pricing.result': 'priceSimulation',
  'tenancy.config': 'tenantConfig',
  'tenancy.config-active': 'tenantConfig',
  'tenancy.flags': 'tenantConfig',
  'tenancy.flags-active': 'tenantConfig',
};

/** The use that the copies of a category are part of, as the page on Redis in trouble names it. */
export function storeDownUseOf(category: string): string | undefined {
  const use = USES[category];
  return use === undefined ? undefined : STORE_DOWN[use].use;
}

const REHEARSAL = 'apps/server/src/compose/store-down/store-down.rehearsal.test.ts';

export const storeDownProofs: readonly Proof[] = [
  {
    file: 'packages/acceleration/src/cache/without-store.test.ts',
    title: 'is frozen costs no caller more than its budget, who waits behind another neither',
    of: 'the mechanism',
  },
  // The title is the use; the tests run through the table of uses.
  {
    file: REHEARSAL,
    title: '%s',
    shown: '*trouble* > *use of the store*',
    of: Object.fromEntries(Object.keys(USES).map((name) => [name, 'STORE_DOWN[use].use'])),
  },
];
