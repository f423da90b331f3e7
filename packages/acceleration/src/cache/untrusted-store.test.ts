import { describe, expect, it } from 'vitest';
import { createEnvelopes } from '../envelope/envelopes.ts';
import { createKeyRing } from '../envelope/key-ring.ts';
import { ORDER_OFFSET } from '../envelope/layout.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { Bytes, Stores } from '../ports/index.ts';
import { createRegistry } from '../registry/registry.ts';
import { aChangeableCategory, aPointerCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';

interface Price {
  readonly total: string;
}

const ring = (id: string, previous: readonly string[] = []) =>
  createKeyRing({
    environment: 'test',
    current: { id, secret: `the secret of ${id}, long enough for a key` },
    previous: previous.map((old) => ({ id: old, secret: `the secret of ${old}, long enough for a key` })),
  });

/** Whoever can write to the store. */
const write = ({ entries }: Stores, key: CacheKey, value: Bytes) =>
  entries.put(key, { token: 'anybody', value, ttl: 60_000 });

const stored = async ({ entries }: Stores, key: CacheKey): Promise<Buffer> =>
  Buffer.from((await entries.get(key.data)) ?? []);

describe('two versions of a program on one store', () => {
  it('both work, each with values of its own schema', async () => {
    const [older, newer] = [
      aChangeableCategory<{ readonly name: string }>({ schemaVersion: 1 }),
      aChangeableCategory<{ readonly label: string }>({ schemaVersion: 2 }),
    ];
    const layer = new Layer(older);
    const old = await layer.node({ localBytes: 1 });
    const young = await layer.node({
      localBytes: 1,
      registry: createRegistry([newer]),
    });
    const key = old.layer.cache(older).key('acme', { id: 'a' });
    for (let turn = 0; turn < 3; turn += 1) {
      const name = await layer.time.until(old.layer.cache(older).get(key, async () => ({ name: 'old' })));
      const label = await layer.time.until(young.layer.cache(newer).get(key, async () => ({ label: 'new' })));
      expect(name).toMatchObject({ value: { name: 'old' } });
      expect(label).toMatchObject({ value: { label: 'new' } });
    }
  });
});

describe('a store that somebody else writes to', () => {
  it('cannot pass one tenant’s value to another', async () => {
    const category = aChangeableCategory<Price>();
    const layer = new Layer(category);
    const { layer: node, stores, telemetry } = await layer.node({ localBytes: 1 });
    const cache = node.cache(category);
    const [mine, theirs] = ['acme', 'globex'].map((tenant) => cache.key(tenant, { id: 'a' })) as [
      CacheKey,
      CacheKey,
    ];
    await layer.time.until(cache.get(theirs, async () => ({ total: 'theirs' })));
    await write(stores, mine, await stored(stores, theirs));
    const reading = await layer.time.until(cache.get(mine, async () => ({ total: 'mine' })));
    expect(reading).toMatchObject({ source: 'loaded', reason: 'mismatch', value: { total: 'mine' } });
    const mismatches = telemetry
      .snapshot()
      .metrics.find(({ definition }) => definition.name === 'redis_cache_mismatch_total');
    expect(mismatches?.samples.map(({ value }) => value)).toEqual([1]);
  });

  it('cannot forge a sealed value, whatever hash it writes beside it', async () => {
    const category = aChangeableCategory<Price>({ protection: 'sealed' });
    const layer = new Layer(category);
    const { layer: node, stores } = await layer.node({ localBytes: 1, keyRing: ring('k1') });
    const cache = node.cache(category);
    const key = cache.key('acme', { id: 'a' });
    await layer.time.until(cache.get(key, async () => ({ total: '100' })));
    const header = createEnvelopes().readHeader(await stored(stores, key));
    if (typeof header === 'string') throw new Error(header);
    const payload = Buffer.from('{"total":"1"}');
    for (const forged of [
      createEnvelopes().seal(header, payload, 'hash'),
      createEnvelopes({ keyRing: ring('k2') }).seal(header, payload, 'sealed'),
    ]) {
      await write(stores, key, forged);
      const reading = await layer.time.until(cache.get(key, async () => ({ total: '100' })));
      expect(reading).toMatchObject({ source: 'loaded', reason: 'mismatch', value: { total: '100' } });
    }
  });

  it('cannot read an encrypted value', async () => {
    const category = aChangeableCategory<Price>({
      protection: 'encrypted',
      sensitivity: { fields: ['total'], maxTtl: 15 * 60_000, encrypted: true },
    });
    const layer = new Layer(category);
    const { layer: node, stores } = await layer.node({ localBytes: 1, keyRing: ring('k1') });
    const cache = node.cache(category);
    const key = cache.key('acme', { id: 'a' });
    await layer.time.until(cache.get(key, async () => ({ total: 'a secret total' })));
    expect((await stored(stores, key)).includes('a secret total')).toBe(false);
    const reading = await layer.time.until(cache.get(key, async () => ({ total: 'no' })));
    expect(reading).toMatchObject({ source: 'l2', value: { total: 'a secret total' } });
  });

  it('cannot keep a pointer from being filled by an enormous order', async () => {
    const category = aPointerCategory();
    const layer = new Layer(category);
    const { layer: node, stores } = await layer.node({ localBytes: 1 });
    const cache = node.cache(category);
    const key = cache.key('acme', {});
    await layer.time.until(cache.get(key, async () => ({ version: 1 })));
    const damaged = await stored(stores, key);
    damaged.fill(0xff, ORDER_OFFSET, ORDER_OFFSET + 8);
    await write(stores, key, damaged);
    await layer.time.until(cache.get(key, async () => ({ version: 2 })));
    const reading = await layer.time.until(cache.get(key, async () => ({ version: 3 })));
    expect(reading).toMatchObject({ source: 'l2', value: { version: 2 } });
  });
});

describe('keys of a key ring', () => {
  it('rotate: what the previous one sealed is still believed, what an older one did is not', async () => {
    const category = aChangeableCategory<Price>({ protection: 'sealed' });
    const layer = new Layer(category);
    const read = async (keyRing: ReturnType<typeof ring>) => {
      const { layer: node } = await layer.node({ localBytes: 1, keyRing });
      const cache = node.cache(category);
      const reading = await layer.time.until(
        cache.get(cache.key('acme', { id: 'a' }), async () => ({ total: '1' })),
      );
      return reading.outcome === 'found' ? reading.source : reading.outcome;
    };
    expect(await read(ring('k1'))).toBe('loaded');
    expect(await read(ring('k2', ['k1']))).toBe('l2');
    expect(await read(ring('k3', ['k2']))).toBe('loaded');
  });

  it('must be there as soon as a category is sealed', async () => {
    const layer = new Layer(aChangeableCategory({ protection: 'sealed' }));
    await expect(layer.node()).rejects.toMatchObject({ code: 'CACHE_KEY_RING_MISSING' });
  });
});
