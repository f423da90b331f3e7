import {
  type Acceleration,
  type CacheKey,
  createAcceleration,
  createRegistry,
} from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import {
  aCategory,
  aChangeableCategory,
  type SampleDocument,
  sampleNamespace,
  unhurried,
} from '@quotewright/acceleration/testing';
import { DomainError, systemClock, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemPrincipal } from '../auth/principal.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { atATime } from '../timing/at-a-time.ts';
import { acceleratedReads } from './accelerated-reads.ts';
import { cacheGenerations } from './cache-generations.ts';
import type { WarmableCopy, WarmedCategory } from './cached-category.ts';
import type { Caches } from './caches.ts';
import { quarantineCache } from './purge-cache.ts';
import { tuneCache } from './tune-cache.ts';
import { type WarmOptions, warmCopies } from './warm-copies.ts';

const acme = tenantId('acme');
const operator = systemPrincipal(acme, 'test');
const offering = aCategory({
  maxStoredBytes: 2_048,
  maxDecodedBytes: 32_768,
  averageBytes: 512,
  compressAbove: 1_000_000,
});
const config = aChangeableCategory();
const order = { reason: 'test', actor: operator } as const;
const OTHERS = { notKept: 0, unreadable: 0, withheld: 0, unanswered: 0 };

describeOnEachEngine('a warm-up', (engine) => {
  let database: TestDatabase;
  let store: MemoryEngine;
  let stores: ReturnType<typeof memoryStores>;
  let layer: Acceleration;
  /** Ids in the order in which the truth was asked for them. */
  let loads: string[];
  let loading: (id: string) => Promise<SampleDocument>;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.db.asOwner(async (owner) => {
      await owner.query('delete from platform.cache_generation');
      await owner.query('delete from platform.cache_tuning');
    });
    loads = [];
    loading = async (id) => ({ id, name: `named ${id}` });
    store = new MemoryEngine();
    stores = memoryStores({ engine: store });
    layer = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([offering, config] as never),
      stores,
      generations: cacheGenerations(database.db),
      ...unhurried,
    });
    await layer.ready();
  });
  afterEach(async () => {
    await layer.close();
    await stores.close();
  });

  const caches = (): Caches => ({
    sharesChanges: true,
    cache: (category) => layer.cache(category),
    explain: layer.explain,
    generation: () => layer.health.generation,
    invalidate: (keys) => layer.invalidate(keys),
    announcePurge: (row) => layer.announcePurge(row),
    refreshTunings: () => layer.refreshTunings(),
    newBudget: () => layer.newBudget(),
  });

  const load = (id: string) => async (tx: Tx) => {
    await sql`select 1`.execute(queries(tx));
    loads.push(id);
    return loading(id);
  };

  /** Copies of two versions, in batches. */
  function offerings(ids: readonly string[] = ['a', 'b', 'c'], size = 2): WarmedCategory {
    const read = acceleratedReads({ caches: caches(), database: database.db, clock: systemClock }).of(
      offering,
    );
    const places = [41, 42].flatMap((version) => ids.map((id) => ({ version, id })));
    return {
      category: offering,
      async copies(tx, after = '0') {
        const from = Number(after);
        const copies = places.slice(from, from + size).map(
          ({ version, id }): WarmableCopy => ({
            key: read.key(tx.tenant, { version, id }),
            contentHash: undefined,
            read: (own) => read.get(own, { version, id }, load(id)),
          }),
        );
        return from + size < places.length ? { copies, after: String(from + size) } : { copies };
      },
    };
  }

  const warm = (category: WarmedCategory, over: Partial<WarmOptions> = {}) =>
    warmCopies(acme, category, {
      database: database.db,
      caches: caches(),
      maxKeys: 100,
      concurrency: 2,
      signal: new AbortController().signal,
      ...over,
    });
  const keyOf = (id: string, version = 42): CacheKey => layer.cache(offering).key('acme', { version, id });
  const stored = async (id: string, version?: number) =>
    (await layer.cache(offering).stored(keyOf(id, version))).outcome;

  it('makes every copy once, and leaves alone what is there', async () => {
    await layer.cache(offering).get(keyOf('b'), async () => ({ id: 'b', name: 'there' }));
    expect(await warm(offerings())).toEqual({ ...OTHERS, keys: 6, made: 5, present: 1, stopped: null });
    expect(loads.toSorted()).toEqual(['a', 'a', 'b', 'c', 'c']);
    expect(await warm(offerings())).toEqual({ ...OTHERS, keys: 6, made: 0, present: 6, stopped: null });
    expect(loads).toHaveLength(5);
  });

  it('serves the next reader without the database', async () => {
    await warm(offerings());
    const reading = await layer.cache(offering).get(keyOf('c'), async () => {
      throw new Error('the truth was asked');
    });
    expect(reading).toMatchObject({ outcome: 'found', value: { name: 'named c' } });
  });

  it('fills a store that has lost what this process still has in memory', async () => {
    await warm(offerings());
    store.entries.clear();
    expect(await warm(offerings())).toMatchObject({ made: 6, present: 0 });
    expect(await stored('a')).toBe('copy');
  });

  it('is about one version where one is named', async () => {
    expect(await warm(offerings(), { version: 'v42' })).toMatchObject({ keys: 3, made: 3 });
    expect([await stored('a', 41), await stored('a', 42)]).toEqual(['nothing', 'copy']);
  });

  it('is about the versions in force where none is named and the category tells them', async () => {
    const { category, copies } = offerings();
    const inForce: WarmedCategory = {
      category,
      copies,
      inForce: async (tx, after) => {
        const found = await copies(tx, after);
        return { ...found, copies: found.copies.filter(({ key }) => key.version === 'v42') };
      },
    };
    expect(await warm(inForce)).toMatchObject({ keys: 3, made: 3, stopped: null });
    expect([await stored('a', 41), await stored('a', 42)]).toEqual(['nothing', 'copy']);
    expect(await warm(inForce, { version: 'v41' })).toMatchObject({ keys: 3, made: 3 });
  });

  it('looks at no more keys than it may, and says that there are more', async () => {
    expect(await warm(offerings(), { maxKeys: 3 })).toMatchObject({ keys: 3, made: 3, stopped: 'key-limit' });
    expect(await warm(offerings(), { maxKeys: 4 })).toMatchObject({ keys: 4, made: 1, stopped: 'key-limit' });
    expect(await warm(offerings(), { maxKeys: 6 })).toMatchObject({ keys: 6, made: 2, stopped: null });
  });

  it('has no more keys under way than it is told, and tells how far it is', async () => {
    let under = 0;
    let most = 0;
    loading = async (id) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise(setImmediate);
      under -= 1;
      return { id, name: id };
    };
    const told: (readonly [number, number])[] = [];
    const ids = Array.from({ length: 10 }, (_, at) => `id-${at}`);
    await warm(offerings(ids), { concurrency: 2, onProgress: (done, found) => told.push([done, found]) });
    expect(most).toBeLessThanOrEqual(2);
    expect(told.map(([done]) => done)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(told.at(-1)).toEqual([20, 20]);
    for (const [done, found] of told) expect(done).toBeLessThanOrEqual(found);
  });

  it('counts what is not kept and what cannot be read, and goes on', async () => {
    loading = async (id) => {
      if (id === 'a') throw new Error('the row breaks its own schema');
      return { id, name: id === 'b' ? 'x'.repeat(4_000) : id };
    };
    expect(await warm(offerings())).toEqual({
      ...OTHERS,
      keys: 6,
      made: 2,
      present: 0,
      notKept: 2,
      unreadable: 2,
      stopped: null,
    });
  });

  it('ends where the truth cannot tell which keys come next', async () => {
    const { category, copies } = offerings();
    const damaged: WarmedCategory = {
      category,
      copies: (tx, after) => (after === undefined ? copies(tx) : Promise.reject(new Error('damaged'))),
    };
    expect(await warm(damaged)).toMatchObject({ keys: 2, made: 2, stopped: 'unreadable' });
  });

  it('leaves nothing of before an invalidation in the store', async () => {
    const read = acceleratedReads({ caches: caches(), database: database.db, clock: systemClock }).of(config);
    const key = layer.cache(config).key('acme', { id: 'a' });
    let invalidated = false;
    const category: WarmedCategory = {
      category: config,
      copies: async () => ({
        copies: [
          {
            key,
            contentHash: undefined,
            read: (own) =>
              read.get(own, { id: 'a' }, async () => {
                if (!invalidated) {
                  invalidated = true;
                  await layer.invalidate([key]);
                  return { id: 'a', name: 'old' };
                }
                return { id: 'a', name: 'new' };
              }),
          },
        ],
      }),
    };
    const report = await warm(category);
    const after = await layer.cache(config).get(key, async () => ({ id: 'a', name: 'new' }));
    expect(after).toMatchObject({ value: { name: 'new' } });
    expect(report.made + report.notKept).toBe(1);
  });

  it('makes none in quarantine', async () => {
    await database.db.withTenant(acme, 'write', (tx) =>
      quarantineCache(tx, { ...order, category: offering.name, version: 'v41' }),
    );
    expect(await warm(offerings())).toMatchObject({ made: 3, withheld: 3, stopped: null });
    await database.db.withTenant(acme, 'write', (tx) =>
      quarantineCache(tx, { ...order, category: offering.name }),
    );
    store.entries.clear();
    expect(await warm(offerings())).toMatchObject({ keys: 0, made: 0, stopped: 'quarantined' });
  });

  it('makes none in quarantine, however many other categories have', async () => {
    await database.db.asOwner((owner) =>
      owner.query(
        `insert into platform.cache_generation
         select 'acme', 'a.other', 'v' || version, version, true, 'test', 'test', now()
         from generate_series(1, 1500) as version`,
      ),
    );
    await database.db.withTenant(acme, 'write', (tx) =>
      quarantineCache(tx, { ...order, category: offering.name }),
    );
    expect(await warm(offerings())).toMatchObject({ keys: 0, stopped: 'quarantined' });
  });

  it('goes as fast as the category is tuned, and not at all where it is tuned to that', async () => {
    const tuned = (warmPerSecond: number) =>
      database.db.withTenant(acme, 'write', (tx) =>
        tuneCache(tx, offering, {
          ...order,
          order: { settings: { warmPerSecond }, until: tx.now + 3_600_000 },
        }),
      );
    await tuned(1_000);
    expect(await warm(offerings())).toMatchObject({ made: 6, stopped: null });
    store.entries.clear();
    await tuned(0);
    expect(await warm(offerings())).toMatchObject({ keys: 0, made: 0, stopped: 'turned-off' });
  });

  it('ends with what a database that is away refuses with, and asks it no more', async () => {
    const ids = Array.from({ length: 50 }, (_, at) => `id-${String(at).padStart(2, '0')}`);
    loading = async (id) => {
      if (id === 'id-03') throw new DomainError('DATABASE_AWAY', 'unavailable', 'the database is away');
      return { id, name: id };
    };
    await expect(warm(offerings(ids, 100))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(loads.length).toBeLessThan(10);
  });

  it('takes its turn where others share the work', async () => {
    let under = 0;
    let most = 0;
    loading = async (id) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise(setImmediate);
      under -= 1;
      return { id, name: id };
    };
    const shared = atATime(1);
    const [one, other] = await Promise.all([
      warm(offerings(['a', 'b']), { shared }),
      warm(offerings(['c', 'd']), { shared }),
    ]);
    expect([one.made, other.made, most]).toEqual([4, 4, 1]);
  });

  it('ends when it is told to, with what was made until then', async () => {
    const stop = new AbortController();
    const reason = new Error('the process drains');
    const run = warm(offerings(), {
      concurrency: 1,
      signal: stop.signal,
      onProgress: (done) => {
        if (done === 2) stop.abort(reason);
      },
    });
    await expect(run).rejects.toThrow('the process drains');
    expect(loads).toEqual(['a', 'b']);
  });
});
