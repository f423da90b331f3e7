import {
  type CacheKey,
  type Category,
  createAcceleration,
  createRegistry,
  namespaceOf,
} from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing } from '@quotewright/acceleration/testing';
import { afterAll, describe, expect, it } from 'vitest';
import {
  activeVersionCategory,
  catalogCategories,
  categoryListCategory,
  listCodesCategory,
  offeringCategory,
  offeringListCategory,
  publishedVersionCategory,
  relationshipGraphCategory,
  ruleGraphCategory,
  specificationCategory,
} from './catalog-categories.ts';
import { listParts } from './offering-lists.accelerated.ts';

const layer = createAcceleration({
  namespace: namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 }),
  registry: createRegistry(catalogCategories),
  stores: memoryStores(),
  keyRing: testKeyRing,
});
afterAll(() => layer.close());

const textOf = ({ data }: CacheKey) => data.slice(data.indexOf(':') + 1);
const key = (category: Category<any, any>, parts: object | undefined, tenant = 'acme') =>
  textOf(layer.cache(category).key(tenant, parts as never));
const known = { markets: ['pl'], channels: ['web', 'pl'], customerTypes: ['smb', 'pl'] };

describe('keys of the catalog', () => {
  it('are these texts: what is in a store today is found there tomorrow', () => {
    const one = { version: 42, id: 'offer-1001' };
    expect([
      key(activeVersionCategory, {}),
      key(publishedVersionCategory, { version: 42 }),
      key(offeringCategory, one),
      key(specificationCategory, { version: 42, id: 'suite' }),
      key(ruleGraphCategory, one),
      key(relationshipGraphCategory, one),
      key(categoryListCategory, { version: 42 }),
      key(listCodesCategory, { version: 42 }),
      key(offeringListCategory, listParts(42, { validOn: '2026-03-01' }, known)),
      key(
        offeringListCategory,
        listParts(42, { market: 'pl', channel: 'web', customerType: 'smb', validOn: '2026-03-01' }, known),
      ),
      key(offeringListCategory, listParts(42, { market: 'de', validOn: '2026-03-01' }, known)),
    ]).toEqual([
      'cpq:catalog:acme:active-version',
      'cpq:catalog:acme:published-version:v42',
      'cpq:catalog:acme:offering:v42:offer-1001',
      'cpq:catalog:acme:spec:v42:suite',
      'cpq:config:acme:rule-graph:v42:offer-1001',
      'cpq:catalog:acme:relationship-graph:v42:offer-1001',
      'cpq:catalog:acme:category-list:v42',
      'cpq:catalog:acme:list-codes:v42',
      'cpq:catalog:acme:offering-list:v42:-:-:-:2026-03-01',
      'cpq:catalog:acme:offering-list:v42:pl:web:smb:2026-03-01',
      'cpq:catalog:acme:offering-list:v42:-other:-:-:2026-03-01',
    ]);
  });

  it('differ between tenants, versions, days and filters', () => {
    const lists = [
      { market: 'pl', validOn: '2026-03-01' },
      { channel: 'pl', validOn: '2026-03-01' },
      { customerType: 'pl', validOn: '2026-03-01' },
      { validOn: '2026-03-01' },
      { validOn: '2026-03-02' },
    ];
    const texts = [
      ...['acme', 'rival'].flatMap((tenant) =>
        [1, 2].map((version) => key(offeringCategory, { version, id: 'a' }, tenant)),
      ),
      ...lists.map((list) => key(offeringListCategory, listParts(1, list, known))),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('are the same for all codes that nothing in the version names, whatever callers think of', () => {
    const foreign = ['de', '-', '-other', '', 'a b', 'x'.repeat(65), '*', 'ä', 'toString'];
    const texts = foreign.flatMap((code) =>
      (['market', 'channel', 'customerType'] as const).map((dimension) =>
        key(offeringListCategory, listParts(1, { [dimension]: code, validOn: '2026-03-01' }, known)),
      ),
    );
    expect(new Set(texts).size).toBe(3);
  });
});

describe('the categories of the catalog', () => {
  it('say what becomes of a value over the cap: none of them has a smaller shape', () => {
    expect(catalogCategories.filter(({ overCap }) => overCap !== 'do-not-store')).toEqual([]);
  });
});
