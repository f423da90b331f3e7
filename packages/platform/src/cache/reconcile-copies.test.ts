import { absent, createAcceleration, createRegistry } from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { aChangeableCategory, type SampleDocument, sampleNamespace } from '@quotewright/acceleration/testing';
import { DomainError, sha256, tenantId } from '@quotewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Discrepancy, reconcileCopies } from './reconcile-copies.ts';

const acme = tenantId('acme');
const category = aChangeableCategory();
const hashOf = (value: SampleDocument) => sha256(category.codec.encode(value));

describe('the reconciliation of copies', () => {
  const engine = new MemoryEngine();
  let truth: Map<string, SampleDocument>;
  let nodes: Awaited<ReturnType<typeof node>>[];

  async function node() {
    const stores = memoryStores({ engine });
    const layer = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([category] as never),
      stores,
    });
    await layer.ready();
    const cache = layer.cache(category);
    const keyOf = (id: string) => cache.key(acme, { id });
    const get = async (id: string) => {
      const reading = await cache.get(keyOf(id), async () => truth.get(id) ?? absent);
      return reading.outcome === 'found' ? reading.value.name : reading.outcome;
    };
    return { layer, stores, keyOf, get };
  }

  beforeEach(async () => {
    engine.flush();
    truth = new Map([
      ['a', { id: 'a', name: 'A' }],
      ['b', { id: 'b', name: 'B' }],
    ]);
    nodes = [await node(), await node()];
  });
  afterEach(async () => {
    for (const { layer, stores } of nodes) {
      await layer.close();
      await stores.close();
    }
  });

  /** From another node than the one that serves, as the command line does. */
  async function reconcile(repair: boolean, recorded: Readonly<Record<string, string>> = {}) {
    const [, other] = nodes as [unknown, Awaited<ReturnType<typeof node>>];
    const found: [Discrepancy, string, boolean][] = [];
    const total = await reconcileCopies(acme, {
      database: { withTenant: (_tenant, _access, work) => work(undefined as never) },
      caches: {
        cache: (wanted) => other.layer.cache(wanted),
        invalidate: (keys) => other.layer.invalidate(keys),
      },
      categories: [
        {
          category,
          // One copy a batch, so that batches follow each other.
          async copies(_tx, after = '') {
            const id = ['a', 'b', 'c'].find((one) => one > after);
            if (id === undefined) return { copies: [] };
            const value = truth.get(id);
            const recordedHash = recorded[id];
            const copy = {
              key: other.keyOf(id),
              contentHash: value === undefined ? undefined : hashOf(value),
              ...(recordedHash !== undefined && { recordedHash }),
            };
            return { copies: [copy], after: id };
          },
        },
      ],
      repair,
      onUnreadable: (category, cause) => {
        throw new Error(category, { cause });
      },
      onFound: ({ discrepancy, key, dropped }) => found.push([discrepancy, key.data, dropped]),
    });
    return { total, found: found.map(([what, key, dropped]) => [what, key.at(-1), dropped]) };
  }

  it('finds nothing where copies are what the truth says', async () => {
    const [first] = nodes as [Awaited<ReturnType<typeof node>>];
    await first.get('a');
    expect(await reconcile(false)).toEqual({ total: { compared: 3, stored: 1, unknown: 0 }, found: [] });
  });

  it('finds a row that was changed by hand, and repairs it on every node', async () => {
    const [first] = nodes as [Awaited<ReturnType<typeof node>>];
    await first.get('a');
    truth.set('a', { id: 'a', name: 'changed by hand' });
    expect((await reconcile(false)).found).toEqual([['differs', 'a', false]]);
    expect(await first.get('a')).toBe('A');
    expect((await reconcile(true)).found).toEqual([['differs', 'a', true]]);
    await expect.poll(() => first.get('a')).toBe('changed by hand');
    expect((await reconcile(false)).found).toEqual([]);
  });

  it('finds what hides a new row, and what outlived its row', async () => {
    const [first] = nodes as [Awaited<ReturnType<typeof node>>];
    await first.get('c');
    await first.get('b');
    truth.set('c', { id: 'c', name: 'C' });
    truth.delete('b');
    expect((await reconcile(false)).found).toEqual([
      ['orphaned', 'b', false],
      ['hides', 'c', false],
    ]);
  });

  it('goes on with the other categories where rows cannot even be read, and lets an outage pass', async () => {
    const [first] = nodes as [Awaited<ReturnType<typeof node>>];
    const unreadable: string[] = [];
    const reconcileWith = (failure: Error) =>
      reconcileCopies(acme, {
        database: { withTenant: (_tenant, _access, work) => work(undefined as never) },
        caches: {
          cache: (wanted) => first.layer.cache(wanted),
          invalidate: (keys) => first.layer.invalidate(keys),
        },
        categories: [
          { category, copies: () => Promise.reject(failure) },
          { category, copies: async () => ({ copies: [{ key: first.keyOf('a'), contentHash: undefined }] }) },
        ],
        repair: false,
        onUnreadable: (name) => unreadable.push(name),
        onFound: () => {},
      });
    expect(await reconcileWith(new Error('not of its schema'))).toMatchObject({ compared: 1 });
    expect(unreadable).toEqual([category.name]);
    const outage = new DomainError('DATABASE_UNAVAILABLE', 'unavailable', 'away');
    await expect(reconcileWith(outage)).rejects.toBe(outage);
  });

  it('tells a damaged truth from a wrong copy', async () => {
    const [first] = nodes as [Awaited<ReturnType<typeof node>>];
    await first.get('a');
    const recorded = { a: hashOf(truth.get('a') as SampleDocument) };
    truth.set('a', { id: 'a', name: 'tampered' });
    // The copy is what the row once was: nothing is gained by dropping it.
    expect((await reconcile(true, recorded)).found).toEqual([['damaged', 'a', false]]);
    expect(await first.get('a')).toBe('A');
  });
});
