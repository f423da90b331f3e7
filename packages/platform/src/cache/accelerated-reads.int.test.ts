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
      registry: createRegistry([offering, config, pointer] as never),
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

  it('keeps tenants apart', async () => {
    const offerings = readsOf().of(offering);
    await read((tx) => offerings.get(tx, at('cup'), loading(cup)));
    const other = await database.db.withTenant(tenantId('globex'), 'read', (tx) =>
      offerings.get(tx, at('cup'), loading(mug)),
    );
    expect(other).toEqual(mug);
  });
});
