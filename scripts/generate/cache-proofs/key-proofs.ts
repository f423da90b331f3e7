import type { Proof } from './proof.ts';
import { SWEEPING } from './sweeping-proofs.ts';

const MECHANISM = 'packages/acceleration/src/keys/key-maker.test.ts';

export const keyProofs: readonly Proof[] = [
  SWEEPING.keys,
  {
    file: MECHANISM,
    title: 'differs by tenant, version, id, environment, installation and truth epoch',
    of: 'the mechanism',
  },
  { file: MECHANISM, title: 'holds no personal data where a part may be some', of: 'the mechanism' },
  { file: MECHANISM, title: 'has one form for ever, from one process to the next', of: 'the mechanism' },
  {
    file: 'apps/server/src/compose/explained-keys.test.ts',
    title: 'can be explained by its text: %s',
    of: 'every category',
  },
  {
    file: 'contexts/catalog/src/adapters/catalog-categories.test.ts',
    title: 'are these texts: what is in a store today is found there tomorrow',
    of: {
      'catalog.active-version': 'cpq:catalog:acme:active-version',
      'catalog.category-list': 'cpq:catalog:acme:category-list',
      'catalog.list-codes': 'cpq:catalog:acme:list-codes',
      'catalog.offering': 'cpq:catalog:acme:offering:',
      'catalog.offering-list': 'cpq:catalog:acme:offering-list',
      'catalog.published-version': 'cpq:catalog:acme:published-version',
      'catalog.relationship-graph': 'cpq:catalog:acme:relationship-graph',
      'catalog.specification': 'cpq:catalog:acme:spec',
      'configuration.rule-graph': 'cpq:config:acme:rule-graph',
    },
  },
  {
    file: 'contexts/tenancy/src/adapters/settings-copies.int.test.ts',
    title: 'have keys of their tenant and version',
    of: {
      'tenancy.config': 'tenancy:config:acme:v',
      'tenancy.config-active': 'tenancy:config:acme:active',
      'tenancy.flags': 'tenancy:flags:acme:v',
      'tenancy.flags-active': 'tenancy:flags:acme:active',
    },
  },
  {
    file: 'contexts/tenancy/src/adapters/authorization-copies.int.test.ts',
    title: 'has keys that tell nobody’s address',
    of: {
      'authz.policy': 'authz:policy:acme:p',
      'authz.standing': 'authz:tenant:acme:standing',
      'authz.user': 'authz:user:acme:',
    },
  },
  {
    file: 'contexts/pricing/src/adapters/pricing-copies.int.test.ts',
    title: 'has keys of tenant, list and version',
    of: {
      'pricing.active-version': 'cpq:pricing:acme:active-version',
      'pricing.discount-policy': 'cpq:pricing:acme:discount-policy:v',
      'pricing.discount-policy-active': 'cpq:pricing:acme:discount-policy:active',
      'pricing.price-index': 'cpq:pricing:acme:price-index',
      'pricing.price-rules': 'cpq:pricing:acme:price-rules',
      'pricing.promotions-active': 'cpq:pricing:acme:promotions:active',
    },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-copies.int.test.ts',
    title: 'have keys of tenant and version, with the hash of a code and never the code',
    of: {
      'pricing.promotion': 'cpq:pricing:acme:promotion:',
      'pricing.promotions': 'cpq:pricing:acme:promotions:',
    },
  },
  {
    file: 'contexts/pricing/src/adapters/promotion-usage-copies.int.test.ts',
    title: 'have keys of tenant and promotion',
    of: { 'pricing.promotion-budget': 'cpq:pricing:acme:promotion-budget' },
  },
  {
    file: 'contexts/pricing/src/adapters/price-results.int.test.ts',
    title: 'has another key for whatever it depends on',
    of: { 'pricing.result': 'cpq:pricing:acme:result' },
  },
];
