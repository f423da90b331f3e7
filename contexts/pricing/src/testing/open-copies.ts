import { type CacheKey, createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { type MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import type { Caches } from '@quotewright/platform/cache';
import {
  activeListCategory,
  priceIndexCategory,
  priceRulesCategory,
} from '../adapters/price-list-categories.ts';
import { confidentialResultCategory, resultCategory } from '../adapters/price-result-categories.ts';
import { ruleSetCategories } from '../adapters/rule-set-categories.ts';

const categories = [
  activeListCategory,
  priceIndexCategory,
  priceRulesCategory,
  resultCategory,
  confidentialResultCategory,
  ...ruleSetCategories,
];

const namespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });

export interface OpenCopies {
  readonly caches: Caches;
  /** What somebody else might have left under a key. */
  putGarbage(key: CacheKey): Promise<void>;
  /** From then on every question to the store fails. */
  breakStore(): Promise<void>;
  close(): Promise<void>;
}

/** The copies of one node on a store that it may share with others. */
export async function openCopies(store: MemoryEngine): Promise<OpenCopies> {
  const stores = memoryStores({ engine: store });
  const layer = createAcceleration({
    namespace,
    registry: createRegistry(categories),
    stores,
    keyRing: testKeyRing,
    ...unhurried,
  });
  await layer.ready();
  return {
    caches: { ...layer, sharesChanges: true, generation: () => layer.health.generation },
    putGarbage: (key) =>
      stores.entries.put(key, { token: 'somebody', value: Buffer.from('[{"id":"free"}]'), ttl: 60_000 }),
    breakStore: () => stores.close(),
    async close() {
      await layer.close();
      await stores.close();
    },
  };
}
