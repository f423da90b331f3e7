import {
  absent,
  type CacheKey,
  type Category,
  createAcceleration,
  createRegistry,
  jsonCodec,
  type KeyPart,
  namespaceOf,
} from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';

const described = describeModules();
/** As declared, but for what values are: any text is one. */
const declared: readonly Category[] = described.caches.map(({ category }) => ({
  ...category,
  codec: jsonCodec(),
}));
const versioned = declared
  .filter(({ invalidation }) => invalidation === 'versioned-key')
  .map(({ name }) => [name] as const);
const each = declared.map(({ name }) => [name] as const);
const eachWithAbsence = declared
  .filter(({ negativeTtl }) => negativeTtl !== 'never')
  .map(({ name }) => [name] as const);

/** The same for every tenant: their keys differ by the tenant alone. */
function partsOf({ key }: Category, version: number): Readonly<Record<string, string>> {
  const named = key.filter((part) => part.form !== 'literal');
  return Object.fromEntries(named.map((part) => [part.name, sampleOf(part, version)]));
}

function sampleOf(part: Exclude<KeyPart, { form: 'literal' }>, version: number): string {
  if (part.form === 'version') return `${part.prefix}${version}`;
  if (part.form === 'hash') return 'ab'.repeat(32);
  return part.form === 'route' ? '/sample' : 'sample';
}

describe('a copy of every category there is', () => {
  let engine: MemoryEngine;
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    engine = new MemoryEngine();
    for (const close of closing.splice(0)) await close();
  });
  afterAll(async () => {
    for (const close of closing) await close();
    await described.close();
  });

  /** A process on the one store; without memory of its own, every copy comes out of the store. */
  async function process(name: string, { env = 'test', newerBy = 0 } = {}) {
    const categories = declared.map((one) => ({ ...one, schemaVersion: one.schemaVersion + newerBy }));
    const stores = memoryStores({ engine });
    const layer = createAcceleration({
      namespace: namespaceOf({ env, installationId: 'i-1', truthEpoch: 1 }),
      registry: createRegistry(categories),
      stores,
      keyRing: testKeyRing,
      localBytes: 0,
      ...unhurried,
    });
    closing.push(async () => {
      await layer.close();
      await stores.close();
    });
    await layer.ready();
    const category = categories.find((one) => one.name === name) as Category;
    const cache = layer.cache(category);
    const keyOf = (tenant: string, version = 1) =>
      cache.key(tenant, partsOf(category, version) as Readonly<Record<string, never>>);
    const stored = async (key: CacheKey) => (await layer.explain(key.data)) as { readonly store: object };
    return { cache, keyOf, stored, entries: stores.entries };
  }

  it.each(each)(
    'is loaded from the truth once, and answered to another process from the store: %s',
    async (name) => {
      const [one, other] = [await process(name), await process(name)];
      const mine = one.keyOf('acme');
      expect(await one.stored(mine)).toMatchObject({ store: { state: 'nothing' } });
      expect(await one.cache.get(mine, async () => 'the truth')).toMatchObject({ source: 'loaded' });
      const unasked = () => Promise.reject(new Error('the truth is not asked again'));
      const again = await other.cache.get(other.keyOf('acme'), unasked);
      expect(again).toMatchObject({ source: 'l2', value: 'the truth' });
    },
  );

  it.each(each)('is loaded once for all who ask two processes for it together: %s', async (name) => {
    const nodes = [await process(name), await process(name)];
    let loads = 0;
    const load = async () => {
      loads += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return 'the truth';
    };
    const asked = Array.from({ length: 40 }, (_, index) => {
      const { cache, keyOf } = nodes[index % 2] as (typeof nodes)[number];
      return cache.get(keyOf('acme'), load);
    });
    const values = (await Promise.all(asked)).map((reading) => reading.outcome === 'found' && reading.value);
    expect([new Set(values), loads]).toEqual([new Set(['the truth']), 1]);
  });

  it.each(each)(
    'has a key of its own for each tenant and environment, the same in every process: %s',
    async (name) => {
      const here = await process(name);
      const keys = [
        here.keyOf('acme'),
        here.keyOf('globex'),
        (await process(name, { env: 'prod' })).keyOf('acme'),
      ];
      expect(new Set(keys.map(({ data }) => data)).size).toBe(keys.length);
      expect((await process(name)).keyOf('acme').data).toBe(here.keyOf('acme').data);
    },
  );

  it.each(each)("is refused where it is another tenant's, under whatever key it lies: %s", async (name) => {
    const { cache, keyOf, stored, entries } = await process(name);
    const [mine, theirs] = [keyOf('acme'), keyOf('globex')];
    await cache.get(theirs, async () => 'of globex');
    expect(await stored(theirs)).toMatchObject({ store: { state: 'copy' } });
    const value = Buffer.from((await entries.get(theirs.data)) ?? []);
    await entries.put(mine, { token: 'anybody', value, ttl: 60_000 });
    expect(await stored(mine)).toMatchObject({ store: { state: 'refused' } });
    const reading = await cache.get(mine, async () => 'of acme');
    expect(reading).toMatchObject({ source: 'loaded', reason: 'mismatch', value: 'of acme' });
  });

  it.each(versioned)('of a version is never met by who asks for the next: %s', async (name) => {
    const { cache, keyOf } = await process(name);
    await cache.get(keyOf('acme', 1), async () => 'of before');
    const reading = await cache.get(keyOf('acme', 2), async () => 'of now');
    expect(reading).toMatchObject({ source: 'loaded', reason: 'absent', value: 'of now' });
  });

  it.each(each)('is refused where it is of another schema: %s', async (name) => {
    const [older, newer] = [await process(name), await process(name, { newerBy: 1 })];
    await older.cache.get(older.keyOf('acme'), async () => 'as it was');
    const reading = await newer.cache.get(newer.keyOf('acme'), async () => 'as it is');
    expect(reading).toMatchObject({ source: 'loaded', reason: 'mismatch', value: 'as it is' });
  });

  it.each(eachWithAbsence)('says that there is none without asking again: %s', async (name) => {
    const [one, other] = [await process(name), await process(name)];
    await one.cache.get(one.keyOf('acme'), async () => absent);
    const unasked = () => Promise.reject(new Error('the truth is not asked again'));
    expect(await other.cache.get(other.keyOf('acme'), unasked)).toMatchObject({
      outcome: 'absent',
      source: 'l2',
    });
  });
});
