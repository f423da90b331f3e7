import { type Acceleration, createAcceleration, createRegistry } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import {
  aCategory,
  aChangeableCategory,
  aPointerCategory,
  type SampleDocument,
  sampleNamespace,
  unhurried,
} from '@quotewright/acceleration/testing';
import { systemClock, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { holdsConnection, queries, type Tx } from '../postgres/index.ts';
import { runInScope } from '../telemetry/request-scope.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { acceleratedReads } from './accelerated-reads.ts';
import type { Caches } from './caches.ts';
import { notedReads } from './request-reads.ts';

const acme = tenantId('acme');
const cup: SampleDocument = { id: 'cup', name: 'Cup' };
const mug: SampleDocument = { id: 'mug', name: 'Mug' };
const offering = aCategory();
const config = aChangeableCategory();
const pointer = aPointerCategory();
/** One load at a time; who finds no place soon is told so. */
const busy = aCategory({
  name: 'catalog.computed',
  service: 'computed',
  loading: { lockWait: 20, timeout: 10_000, whenBusy: 'refuse', concurrency: 1 },
});
/** Every hit is compared with the truth. */
const verified = aCategory({ name: 'catalog.verified', service: 'verified', shadowRate: 1 });

const SECOND = 1_000;

describeOnEachEngine('an accelerated read', (engine) => {
  let database: TestDatabase;
  let layer: Acceleration;
  let loads: string[];
  let stores: ReturnType<typeof memoryStores>;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    loads = [];
    stores = memoryStores();
    layer = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([offering, config, pointer, busy, verified] as never),
      stores,
      ...unhurried,
    });
    await layer.ready();
  });
  afterEach(async () => {
    await layer.close();
    await stores.close();
  });

  const cachesOf = (sharesChanges = true): Caches => ({
    sharesChanges,
    cache: (category) => layer.cache(category),
    explain: layer.explain,
    generation: () => layer.health.generation,
    invalidate: (keys) => layer.invalidate(keys),
    announcePurge: (row) => layer.announcePurge(row),
    refreshTunings: () => layer.refreshTunings(),
    newBudget: () => layer.newBudget(),
  });
  const readsOf = (caches = cachesOf()) =>
    acceleratedReads({ caches, database: database.db, clock: systemClock });
  /** Asks the database, so that it needs a connection, and remembers that it did. */
  const loading = (value: SampleDocument | undefined) => async (tx: Tx) => {
    await sql`select 1`.execute(queries(tx));
    loads.push(value?.id ?? 'none');
    return value;
  };
  const read = <T>(work: (tx: Tx) => Promise<T>) => database.db.withTenant(acme, 'read', work);
  const at = (id: string) => ({ version: 1, id });

  it('is loaded once, and then takes no connection at all', async () => {
    const offerings = readsOf().of(offering);
    const once = () =>
      read(async (tx) => ({
        value: await offerings.get(tx, at('cup'), loading(cup)),
        held: holdsConnection(tx),
        from: notedReads(tx).map(({ source }) => source),
      }));
    expect(await once()).toEqual({ value: cup, held: false, from: ['loaded'] });
    expect(await once()).toEqual({ value: cup, held: false, from: ['l1'] });
    expect(loads).toEqual(['cup']);
  });

  it('is shared by callers that come together, on a database with one session, too', async () => {
    const offerings = readsOf().of(offering);
    const all = Array.from({ length: 20 }, () => read((tx) => offerings.get(tx, at('cup'), loading(cup))));
    expect(new Set(await Promise.all(all))).toEqual(new Set([cup]));
    expect(loads).toEqual(['cup']);
  });

  it('asks the truth in a command, whatever the copies say', async () => {
    const { of } = readsOf();
    const configs = of(config);
    await read((tx) => configs.get(tx, { id: 'cup' }, loading(cup)));
    await read((tx) => of(offering).get(tx, at('cup'), loading(cup)));
    const inCommand = await database.db.withTenant(acme, 'write', (tx) =>
      configs.get(tx, { id: 'cup' }, loading(mug)),
    );
    expect(inCommand).toEqual(mug);
    const versioned = database.db.withTenant(acme, 'write', (tx) =>
      of(offering).get(tx, at('cup'), loading(mug)),
    );
    expect(await versioned).toEqual(mug);
    // And fills nothing: a command may yet be rolled back.
    expect(await read((tx) => configs.get(tx, { id: 'cup' }, loading(mug)))).toEqual(cup);
  });

  it('does not wait for copies once it holds a connection, but takes from memory what can never change', async () => {
    const { of } = readsOf();
    await read((tx) => of(offering).get(tx, at('cup'), loading(cup)));
    await read((tx) => of(config).get(tx, { id: 'cup' }, loading(cup)));
    loads = [];
    const found = await read(async (tx) => {
      await sql`select 1`.execute(queries(tx));
      const fixed = await of(offering).get(tx, at('cup'), loading(mug));
      const changeable = await of(config).get(tx, { id: 'cup' }, loading(mug));
      return { fixed, changeable };
    });
    expect(found).toEqual({ fixed: cup, changeable: mug });
    expect(loads).toEqual(['mug']);
  });

  it('says that there is none, and remembers it where the category allows', async () => {
    const offerings = readsOf().of(offering);
    const once = () => read((tx) => offerings.get(tx, at('no'), loading(undefined)));
    expect(await once()).toBeUndefined();
    expect(await once()).toBeUndefined();
    expect(loads).toEqual(['none']);
  });

  it('never answers less than the version that was asked for: the truth decides', async () => {
    const pointers = readsOf().of(pointer);
    let active = 1;
    const get = (minVersion?: number) =>
      read((tx) =>
        pointers.get(
          tx,
          {},
          async () => ({ version: active }),
          minVersion === undefined ? {} : { minVersion },
        ),
      );
    expect(await get()).toEqual({ version: 1 });
    active = 2;
    expect(await get()).toEqual({ version: 1 });
    expect(await get(2)).toEqual({ version: 2 });
    // Above the truth: what is there, for the caller to refuse.
    expect(await get(3)).toEqual({ version: 2 });
  });

  it('keeps nothing changeable where processes do not hear of each other’s changes', async () => {
    const { of } = readsOf(cachesOf(false));
    for (const value of [cup, mug]) {
      expect(await read((tx) => of(config).get(tx, { id: 'x' }, loading(value)))).toEqual(value);
      expect(await read((tx) => of(offering).get(tx, at('x'), loading(value)))).toEqual(cup);
    }
    expect(loads).toEqual(['cup', 'cup', 'mug']);
  });

  it('passes a failure of the truth on, and keeps no trace of it', async () => {
    const offerings = readsOf().of(offering);
    const failing = read((tx) =>
      offerings.get(tx, at('cup'), async () => {
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await read((tx) => offerings.get(tx, at('cup'), loading(cup)))).toEqual(cup);
  });

  it('reads many at once and loads only what is missing, in the order that was asked', async () => {
    const offerings = readsOf().of(offering);
    const asked: string[][] = [];
    const many = (ids: readonly string[]) =>
      read((tx) =>
        offerings.getMany(tx, ids.map(at), async (_, wanted) => {
          asked.push(wanted.map(({ id }) => id));
          return wanted.map(({ id }) => (id === 'no' ? undefined : { id, name: id }));
        }),
      );
    expect((await many(['a', 'no', 'b'])).map((one) => one?.id)).toEqual(['a', undefined, 'b']);
    expect((await many(['c', 'b', 'no', 'a'])).map((one) => one?.id)).toEqual(['c', 'b', undefined, 'a']);
    expect(asked).toEqual([['a', 'no', 'b'], ['c']]);
    expect(await many([])).toEqual([]);
  });

  it('has one budget of store time for a whole request, whatever transactions it opens', async () => {
    let made = 0;
    const counting = {
      ...cachesOf(),
      newBudget: () => {
        made += 1;
        return layer.newBudget();
      },
    };
    const offerings = readsOf(counting).of(offering);
    const twice = async () => {
      for (const id of ['a', 'b']) await read((tx) => offerings.get(tx, at(id), loading(cup)));
    };
    await runInScope({ traceparent: 'one' }, twice);
    expect(made).toBe(1);
    await runInScope({ traceparent: 'another' }, twice);
    expect(made).toBe(2);
  });

  it('tells where a value that was obtained came from, and when it was read', async () => {
    const reads = readsOf().of(busy);
    const obtain = () => read((tx) => reads.obtain(tx, at('cup'), loading(cup)));
    const before = Date.now();
    const first = await obtain();
    const after = Date.now();
    const second = await obtain();
    const { readAt } = first as { readAt: number };
    expect(first).toMatchObject({ value: cup, source: 'truth' });
    expect(second).toEqual({ value: cup, source: 'copy', readAt });
    // By the store's clock, which this process knows but for the length of a round trip.
    expect(readAt).toBeGreaterThan(before - SECOND);
    expect(readAt).toBeLessThan(after + SECOND);
    expect(loads).toEqual(['cup']);
    const none = await read((tx) => reads.obtain(tx, at('no'), loading(undefined)));
    expect(none).toMatchObject({ value: undefined, source: 'truth' });
  });

  it('is obtained from the truth by a command and by who holds a connection, as of their own time', async () => {
    const reads = readsOf().of(busy);
    await read((tx) => reads.obtain(tx, at('cup'), loading(cup)));
    for (const access of ['read', 'write'] as const) {
      const [obtained, now] = await database.db.withTenant(acme, access, async (tx) => {
        await sql`select 1`.execute(queries(tx));
        return [await reads.obtain(tx, at('cup'), loading(mug)), tx.now] as const;
      });
      expect(obtained).toEqual({ value: mug, source: 'truth', readAt: now });
    }
  });

  it('is refused as busy while others load as much as may be loaded, and obtained afterwards', async () => {
    const reads = readsOf().of(busy);
    const begun = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const slow = read((tx) =>
      reads.obtain(tx, at('slow'), async () => {
        begun.resolve();
        await released.promise;
        return cup;
      }),
    );
    await begun.promise;
    const obtain = () => read((tx) => reads.obtain(tx, at('mug'), async () => mug));
    expect(await obtain()).toBe('busy');
    // Who only wants the value is answered from the truth.
    expect(await read((tx) => reads.get(tx, at('mug'), async () => mug))).toEqual(mug);
    released.resolve();
    expect(await slow).toMatchObject({ value: cup, source: 'truth' });
    expect(await obtain()).toMatchObject({ value: mug, source: 'truth' });
  });

  it('is compared with the truth in a transaction as a command has it, which no copy answers', async () => {
    const { of } = readsOf();
    const reads = of(verified);
    const accesses: string[] = [];
    const load = async (tx: Tx) => {
      accesses.push(tx.access);
      // What the loader asks in its turn: the copy says "cup".
      return of(offering).get(tx, at('part'), loading(accesses.length > 1 ? mug : cup));
    };
    const once = () => read((tx) => reads.get(tx, at('whole'), load));
    expect(await once()).toEqual(cup);
    expect(await once()).toEqual(cup);
    await expect.poll(() => accesses).toEqual(['read', 'write']);
    await expect.poll(() => loads).toEqual(['cup', 'mug']);
  });

  it('runs work beside its callers in a transaction of its own', async () => {
    const { aside } = readsOf();
    const [outer, inner, held] = await read(async (tx) => {
      const { result: own } = await aside(acme, async (other) => {
        await sql`select 1`.execute(queries(other));
        return other;
      });
      return [tx, own, holdsConnection(tx)] as const;
    });
    expect(inner).not.toBe(outer);
    expect([inner.tenant, inner.access, held]).toEqual([acme, 'read', false]);
  });

  it('keeps tenants apart', async () => {
    const offerings = readsOf().of(offering);
    await read((tx) => offerings.get(tx, at('cup'), loading(cup)));
    const other = await database.db.withTenant(tenantId('globex'), 'read', (tx) =>
      offerings.get(tx, at('cup'), loading(mug)),
    );
    expect(other).toEqual(mug);
  });
});
