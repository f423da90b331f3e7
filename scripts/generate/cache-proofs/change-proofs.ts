import type { Proof } from './proof.ts';
import { SWEEPING } from './sweeping-proofs.ts';

const EVENTS = 'apps/server/src/compose/cache-events.int.test.ts';

/** What events drop: all of it is changed while nothing but events can tell of it. */
const MOVED_BY_EVENTS = Object.fromEntries(
  [
    'authz.hierarchy-active',
    'authz.standing',
    'authz.user',
    'catalog.active-version',
    'pricing.active-version',
    'pricing.discount-policy-active',
    'pricing.promotion-budget',
    'pricing.promotions-active',
    'tenancy.config-active',
    'tenancy.flags-active',
  ].map((name) => [name, `'${name}'`]),
);

export const changeProofs: readonly Proof[] = [
  SWEEPING.versions,
  {
    file: 'packages/acceleration/src/cache/coherence.test.ts',
    title: 'refuses a fill that began before it, and later readers get the new value',
    of: 'the mechanism',
  },
  {
    file: EVENTS,
    title: 'are right when events are doubled, and when those of long ago come again',
    of: MOVED_BY_EVENTS,
  },
  {
    file: EVENTS,
    title: 'are right a minute after a change whose events are ten minutes late, and stay so when they come',
    of: MOVED_BY_EVENTS,
  },
  {
    file: 'contexts/catalog/src/adapters/publication-copies.int.test.ts',
    title: 'leaves versions before it as they were, retired offerings included',
    of: { 'catalog.offering': 'offeringCategory' },
  },
  {
    file: 'contexts/catalog/src/adapters/catalog-categories.test.ts',
    title: 'differ between tenants, versions, days and filters',
    of: {
      'catalog.category-list': 'categoryListCategory',
      'catalog.list-codes': 'listCodesCategory',
      'catalog.offering-list': 'offeringListCategory',
      'catalog.published-version': 'publishedVersionCategory',
      'catalog.relationship-graph': 'relationshipGraphCategory',
      'catalog.specification': 'specificationCategory',
      'configuration.rule-graph': 'ruleGraphCategory',
    },
  },
  {
    file: 'contexts/tenancy/src/adapters/settings-copies.int.test.ts',
    title: 'stay as they were in the version that a price has pinned',
    of: { 'tenancy.config': 'tenancy:config:acme:v', 'tenancy.flags': 'tenancy:flags:acme:v' },
  },
  {
    file: 'contexts/tenancy/src/adapters/authorization-copies.int.test.ts',
    title: 'a right that was taken away is gone at once where it was taken, and soon everywhere',
    of: { 'authz.policy': 'policyCategory' },
  },
  {
    file: 'contexts/tenancy/src/adapters/hierarchy-copies.int.test.ts',
    title: 'is not filled under a version that is over',
    of: { 'authz.hierarchy': 'hierarchyCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/pricing-copies.int.test.ts',
    title: 'a version is priced by at once where it was published, and soon everywhere',
    of: { 'pricing.price-index': 'priceIndexCategory', 'pricing.price-rules': 'priceRulesCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/pricing-copies.int.test.ts',
    title: 'promotions count at once where they were published, and elsewhere with their event',
    of: {
      'pricing.discount-policy': 'discountPolicyCategory',
      'pricing.promotions': 'automaticPromotionsCategory',
    },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-copies.int.test.ts',
    title: 'of a version that is not published yet are not denied',
    of: { 'pricing.promotion': 'promotionsOfCodeCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/price-results.int.test.ts',
    title: 'is the new one after a publication; whoever names the old catalog version gets its price',
    of: { 'pricing.result': 'cpq:pricing:acme:result' },
  },
  {
    file: 'packages/platform/src/idempotency/command-pointers.int.test.ts',
    title: 'is stale when its row is gone: the command has its effect, and is pointed to anew',
    of: { 'platform.command-pointer': 'pointerCategory' },
  },
];
