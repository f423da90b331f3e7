import {
  createAcceleration,
  createKeyRing,
  createRegistry,
  defineCategory,
  type KeyRing,
} from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { aChangeableCategory, sampleNamespace, unhurried } from '@quotewright/acceleration/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheKeyRing, cacheSecrets } from './cache-secrets.ts';

const OWN = Buffer.alloc(32, 1);
const k1 = { id: 'k1', secret: Buffer.alloc(32, 2) };
const k2 = { id: 'k2', secret: Buffer.alloc(32, 3) };
const cup = { id: 'cup', name: 'Cup' };
const here = { id: 'installation-1' };
const ringOf = (cacheSecrets: (typeof k1)[] = [], own = OWN) =>
  cacheKeyRing({ cacheEnvironment: 'test', cacheSecrets }, here, own);

describe('the secrets of an installation', () => {
  it('are the configured ones in their order, and its own behind them', () => {
    expect(cacheSecrets({ cacheSecrets: [k2, k1] }, OWN).map(({ id }) => id)).toEqual([
      'k2',
      'k1',
      'installation',
    ]);
    expect(ringOf([k2, k1]).current.id).toBe('k2');
    expect(ringOf().current.id).toBe('installation');
  });
});

describe.each(['sealed', 'encrypted'] as const)('a copy that is %s', (protection) => {
  const category = defineCategory({ ...aChangeableCategory(), protection });
  let engine: MemoryEngine;
  let closing: (() => Promise<void>)[];
  beforeEach(() => {
    engine = new MemoryEngine();
    closing = [];
  });
  afterEach(async () => {
    for (const close of closing) await close();
  });

  /** A process that has just started: what it finds is in the store. */
  async function reading(keyRing: KeyRing) {
    const stores = memoryStores({ engine });
    const registry = createRegistry([category] as never);
    const layer = createAcceleration({ namespace: sampleNamespace, registry, stores, keyRing, ...unhurried });
    closing.push(async () => {
      await layer.close();
      await stores.close();
    });
    await layer.ready();
    const cache = layer.cache(category);
    const found = await cache.get(cache.key('acme', { id: 'cup' }), async () => cup);
    return { source: found.outcome === 'found' && found.source, reason: 'reason' in found && found.reason };
  }
  const hit = { source: 'l2' };
  const miss = { source: 'loaded', reason: 'mismatch' };

  it('is read by all processes of an installation', async () => {
    await reading(ringOf());
    expect(await reading(ringOf())).toMatchObject(hit);
  });

  it.each<[string, KeyRing]>([
    ['another environment', cacheKeyRing({ cacheEnvironment: 'staging', cacheSecrets: [] }, here, OWN)],
    [
      'another installation',
      cacheKeyRing({ cacheEnvironment: 'test', cacheSecrets: [] }, { id: 'installation-2' }, OWN),
    ],
    ['another secret under the same name', ringOf([], Buffer.alloc(32, 9))],
    ['a secret that is not known here', ringOf([k1])],
    [
      'the secret itself, for no environment of ours',
      createKeyRing({ environment: 'test', current: { id: 'installation', secret: OWN } }),
    ],
  ])('is a miss with %s', async (_what, foreign) => {
    await reading(foreign);
    expect(await reading(ringOf())).toMatchObject(miss);
    expect(await reading(ringOf())).toMatchObject(hit);
  });

  it('is read through a rotation, until the secret that made it is dropped', async () => {
    await reading(ringOf([k1]));
    const learned = ringOf([k1, k2]);
    expect(await reading(learned)).toMatchObject(hit);
    const rotated = ringOf([k2, k1]);
    expect(await reading(rotated)).toMatchObject(hit);
    const dropped = ringOf([k2]);
    expect(await reading(dropped)).toMatchObject(miss);
    // Made anew with k2 now, which those before the last step read as well.
    expect(await reading(rotated)).toMatchObject(hit);
    expect(await reading(learned)).toMatchObject(hit);
    expect(await reading(dropped)).toMatchObject(hit);
  });

  it('is still read when the first secret is configured, and when the last one is taken away', async () => {
    await reading(ringOf());
    expect(await reading(ringOf([k1]))).toMatchObject(hit);
    expect(await reading(ringOf())).toMatchObject(hit);
  });
});
