import type { Proof } from './proof.ts';

export const commandProofs: readonly Proof[] = [
  {
    file: 'packages/platform/src/cache/accelerated-reads.int.test.ts',
    title: 'asks the truth in a command, whatever the copies say',
    of: 'the mechanism',
  },
  {
    file: 'contexts/catalog/src/adapters/accelerated-catalog.int.test.ts',
    title: 'takes what PostgreSQL has, whatever store and memory say',
    of: {
      'catalog.active-version': 'activeVersionCategory',
      'catalog.offering': 'offeringCategory',
      'catalog.published-version': 'publishedVersionCategory',
      'configuration.rule-graph': 'ruleGraphCategory',
    },
  },
  {
    file: 'contexts/tenancy/src/adapters/settings-copies.int.test.ts',
    title: 'a command goes by the table, whatever a copy says',
    of: {
      'tenancy.config': 'tenancy:config:acme:v',
      'tenancy.config-active': 'tenancy:config:acme:active',
    },
  },
  {
    file: 'contexts/tenancy/src/adapters/hierarchy-copies.int.test.ts',
    title: 'is never taken from a copy by a command',
    of: { 'authz.hierarchy': 'hierarchyCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/pricing-copies.int.test.ts',
    title: 'a copy that somebody has forged misleads a simulation at most, never a command',
    of: { 'pricing.active-version': 'activeListCategory', 'pricing.price-index': 'priceIndexCategory' },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-copies.int.test.ts',
    title: 'that somebody has forged mislead a simulation at most, never a command',
    of: {
      'pricing.promotion': 'promotionsOfCodeCategory',
      'pricing.promotions': 'automaticPromotionsCategory',
    },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-usage-copies.int.test.ts',
    title: 'that another process has moved count for a command at once, and for reads when the event arrives',
    of: { 'pricing.promotion-budget': 'promotionUsageCategory' },
  },
  {
    file: 'apps/server/src/compose/price-attacks.int.test.ts',
    title: 'and would succeed with our own seal: so the test can fail, and commands still do not see it',
    of: { 'pricing.result': "'pricing.result'" },
  },
  {
    file: 'packages/platform/src/idempotency/command-pointers.int.test.ts',
    title: 'only costs a read when somebody has made one up',
    of: { 'platform.command-pointer': 'pointerCategory' },
  },
];
