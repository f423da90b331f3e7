import type { Proof } from './proof.ts';
import { SWEEPING } from './sweeping-proofs.ts';

const CATALOG = 'contexts/catalog/src/adapters/accelerated-catalog.int.test.ts';

export const copyProofs: readonly Proof[] = [
  SWEEPING.fill,
  SWEEPING.schema,
  {
    file: 'packages/acceleration/src/cache/read-through.test.ts',
    title: 'asks the truth once, then the memory',
    of: 'the mechanism',
  },
  {
    file: CATALOG,
    title: 'are what the tables say, category by category',
    of: Object.fromEntries(
      [
        'catalog.active-version',
        'catalog.category-list',
        'catalog.list-codes',
        'catalog.offering',
        'catalog.offering-list',
        'catalog.published-version',
        'catalog.relationship-graph',
        'catalog.specification',
        'configuration.rule-graph',
      ].map((name) => [name, 'catalogCategories']),
    ),
  },
  {
    file: 'contexts/tenancy/src/adapters/authorization-copies.int.test.ts',
    title: 'loads what another node has loaded from the store, without a connection',
    of: {
      'authz.policy': 'policyCategory',
      'authz.standing': 'standingCategory',
      'authz.user': 'listingCategory',
    },
  },
  {
    file: 'contexts/tenancy/src/adapters/hierarchy-copies.int.test.ts',
    title: 'is taken from the store where another node has loaded it, without a connection',
    of: { 'authz.hierarchy': 'hierarchyCategory' },
  },
  {
    file: 'contexts/tenancy/src/adapters/settings-copies.int.test.ts',
    title: 'garbage in the store is a miss',
    of: { 'tenancy.config': 'settingsCategories.tenantConfig' },
  },
  {
    file: 'contexts/pricing/src/adapters/pricing-copies.int.test.ts',
    title: 'finds each copy in the store as the tables have it, and the one that is not',
    of: {
      'pricing.active-version': 'activeListCategory',
      'pricing.discount-policy': 'discountPolicyCategory',
      'pricing.price-index': 'priceIndexCategory',
      'pricing.price-rules': 'priceRulesCategory',
      'pricing.promotions': 'automaticPromotionsCategory',
    },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-copies.int.test.ts',
    title: 'are read once for all codes of a price, and then no more, whether there are such codes or not',
    of: { 'pricing.promotion': 'promotionsOfCodeCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-usage-copies.int.test.ts',
    title:
      'are read once for all that a price asks about, and then no more, also of those that nobody has taken',
    of: { 'pricing.promotion-budget': 'promotionUsageCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/price-results.int.test.ts',
    title:
      'a price that was asked before is a copy of the same bytes, on every node, and takes no connection',
    of: { 'pricing.result': 'cpq:pricing:acme:result' },
  },
  {
    file: 'packages/platform/src/idempotency/command-pointers.int.test.ts',
    title: 'has the row read at once, without a lock, on every node',
    of: { 'platform.command-pointer': 'pointerCategory' },
  },
];
