import { ManualClock } from '@quotewright/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryKeys, StoreKey } from '../../ports/index.ts';
import { SeededRandom } from '../../testing/seeded-random.ts';
import { StoreFullError } from './byte-budget.ts';
import { MemoryEngine, type MemoryEngineOptions } from './memory-engine.ts';
import { memoryStores } from './memory-stores.ts';

const TTL = 10_000;
const token = 'token';

function entry(name: string | number): EntryKeys {
  const data = `data:${name}` as StoreKey;
  return { data, lease: `lock:{${data}}` as StoreKey, waiters: `wait:{${data}}` as StoreKey };
}

function open(options: Partial<MemoryEngineOptions> = {}) {
  const clock = new ManualClock();
  const engine = new MemoryEngine({ clock, random: new SeededRandom(1), ...options });
  const { entries, coordination } = memoryStores({ engine });
  const put = (name: string | number, size = 1_000, ttl = TTL) =>
    entries.put(entry(name), { token, value: new Uint8Array(size), ttl });
  const has = async (name: string | number) => (await entries.get(entry(name).data)) !== null;
  return { clock, engine, entries, coordination, put, has };
}

/** Room for ten values of 1,000 bytes with their keys and records, not for eleven. */
const TEN = 11_500;

describe('the bound on bytes', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constantFrom('put', 'fill', 'claim', 'release', 'evict', 'get', 'renew'),
      name: fc.nat(30),
      size: fc.nat(3_000),
      ttl: fc.integer({ min: 1, max: 50 }),
    }),
    fc.record({ do: fc.constant('wait'), name: fc.nat(0), size: fc.nat(0), ttl: fc.nat(20) }),
  );

  it.each(['evict', 'refuse'] as const)('holds whatever is written (%s)', async (full) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200, size: 'max' }), async (steps) => {
        const { clock, engine, entries, put } = open({ maxBytes: 8_000, full });
        for (const { do: what, name, size, ttl } of steps) {
          const at = entry(name);
          const fill = { token, value: new Uint8Array(size), ttl };
          const calls: Record<string, () => unknown> = {
            put: () => put(name, size, ttl),
            fill: () => entries.fill(at, fill),
            claim: () => entries.claim(at, { token: size % 2 === 0 ? token : 'another', ttl }),
            release: () => entries.release(at, token),
            evict: () => entries.evict(at),
            get: () => entries.get(at.data),
            renew: () => entries.renew(at, { token, ttl }),
            wait: () => clock.advance(ttl),
          };
          await Promise.resolve(calls[what]?.()).catch((error: unknown) => {
            expect(error).toBeInstanceOf(StoreFullError);
          });
          expect(engine.stats().bytes).toBeLessThanOrEqual(8_000);
        }
        // Nothing is counted that is not there any more.
        clock.advance(100_000);
        for (let name = 0; name <= 30; name += 1) await entries.evict(entry(name));
        for (let name = 0; name <= 30; name += 1) await entries.claim(entry(name), { token, ttl: 1 });
        for (let name = 0; name <= 30; name += 1) await entries.release(entry(name), token);
        expect(engine.stats()).toMatchObject({ bytes: 0, entries: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('lets the values go that were used least recently', async () => {
    const { engine, put, has } = open({ maxBytes: TEN });
    for (let name = 0; name < 10; name += 1) await put(name);
    expect(engine.stats()).toMatchObject({ entries: 10, evictions: 0 });
    await has(0);
    await put(2);
    for (const name of ['a', 'b', 'c']) await put(name);
    const kept = await Promise.all([0, 1, 2, 3, 4, 5, 'a', 'b', 'c'].map(has));
    expect(kept).toEqual([true, false, true, false, false, true, true, true, true]);
    expect(engine.stats()).toMatchObject({ entries: 10, evictions: 3 });
  });

  it('counts reading many, and the value of a claim, as use', async () => {
    const { entries, put, has } = open({ maxBytes: TEN });
    for (let name = 0; name < 10; name += 1) await put(name);
    await entries.getMany([entry(0).data]);
    await entries.claim(entry(1), { token, ttl: TTL });
    await put('a', 1_500);
    expect(await Promise.all([0, 1, 2].map(has))).toEqual([true, true, false]);
  });

  it('refuses what is larger than all there is, and evicts nothing for it', async () => {
    const { engine, put, has } = open({ maxBytes: TEN });
    await put(0);
    await expect(put('huge', TEN)).rejects.toThrow(StoreFullError);
    await expect(put(0, TEN)).rejects.toThrow(StoreFullError);
    expect(await has(0)).toBe(true);
    expect(engine.stats().evictions).toBe(0);
  });

  it('makes room for leases and waiters by letting values go, and refuses leases when there are none', async () => {
    const { engine, entries, put } = open({ maxBytes: TEN });
    for (let name = 0; name < 10; name += 1) await put(name);
    let granted = 0;
    const claims = async () => {
      for (;;) {
        await entries.claim(entry(`claim ${granted}`), { token, ttl: TTL });
        granted += 1;
      }
    };
    await expect(claims()).rejects.toThrow(StoreFullError);
    expect(granted).toBeGreaterThan(60);
    expect(engine.stats().entries).toBe(0);
  });
});

describe('a store that refuses when it is full', () => {
  it('keeps what it has, and refuses what needs more room', async () => {
    const { engine, put, has, entries } = open({ maxBytes: TEN, full: 'refuse' });
    for (let name = 0; name < 10; name += 1) await put(name);
    await expect(put('a')).rejects.toThrow(StoreFullError);
    await expect(put(0, 2_000)).rejects.toThrow(StoreFullError);
    await put(0, 900);
    expect(await Promise.all([0, 9, 'a'].map(has))).toEqual([true, true, false]);
    expect((await entries.get(entry(0).data))?.byteLength).toBe(900);
    expect(engine.stats().evictions).toBe(0);
  });

  it('leaves the lease of a fill that it refused for lack of room', async () => {
    const { entries, put } = open({ maxBytes: TEN, full: 'refuse' });
    await entries.claim(entry('a'), { token, ttl: TTL });
    for (let name = 0; name < 10; name += 1) await put(name);
    const fill = { token, value: new Uint8Array(1_000), ttl: TTL };
    await expect(entries.fill(entry('a'), fill)).rejects.toThrow(StoreFullError);
    await entries.evict(entry(0));
    expect(await entries.fill(entry('a'), fill)).toBe('stored');
  });

  it('evicts on command, and reads, however full it is', async () => {
    const { entries, put, has } = open({ maxBytes: TEN, full: 'refuse' });
    for (let name = 0; name < 10; name += 1) await put(name);
    await entries.evict(entry(3));
    await entries.evictMany([entry(4), entry(5)]);
    expect(await Promise.all([2, 3, 4, 5].map(has))).toEqual([true, false, false, false]);
  });

  it('has room again when its values have expired', async () => {
    const { clock, put, has } = open({ maxBytes: TEN, full: 'refuse' });
    for (let name = 0; name < 10; name += 1) await put(name, 1_000, 50);
    clock.advance(50);
    await put('a', 2_000);
    expect(await has('a')).toBe(true);
  });
});

describe('expired values', () => {
  it('leave by the sweep of later writes, though nobody asks for them', async () => {
    const { clock, engine, put, has } = open();
    for (let name = 0; name < 1_000; name += 1) await put(name, 10, 50);
    await put('long', 10);
    clock.advance(50);
    for (let write = 0; write < 600; write += 1) {
      await put('the same', 10);
      await has('long');
      await has('the same');
    }
    expect(engine.stats().entries).toBe(2);
  });

  it('do not pile up where every key is written once', async () => {
    const { clock, engine, put } = open();
    let most = 0;
    for (let name = 0; name < 20_000; name += 1) {
      await put(name, 10, 100);
      clock.advance(1);
      most = Math.max(most, engine.stats().entries);
    }
    expect(most).toBeLessThan(300);
  });

  it('leave behind no leases and no waiters either', async () => {
    const { clock, engine, entries } = open();
    for (let name = 0; name < 20_000; name += 1) {
      await entries.claim(entry(name), { token, ttl: 100 });
      await entries.claim(entry(name), { token: 'waiting', ttl: 100 });
      clock.advance(1);
    }
    // 100 leases and, a second longer, 1,100 lists of waiters are alive.
    expect(engine.stats().bytes).toBeLessThan(1_000_000);
  });

  it('are refused as terms: a time to live is a whole number from 1 on', async () => {
    const { entries, coordination, put } = open();
    for (const ttl of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(put('a', 1, ttl)).rejects.toThrow(RangeError);
      await expect(entries.claim(entry('a'), { token, ttl })).rejects.toThrow(RangeError);
      await expect(coordination.add('key' as StoreKey, 1, ttl)).rejects.toThrow(RangeError);
    }
  });
});

describe('waiters', () => {
  it('are one for each node and key, however often it claims', async () => {
    const { engine, entries } = open();
    await entries.claim(entry('a'), { token, ttl: TTL });
    await entries.claim(entry('a'), { token: 'waiting', ttl: TTL });
    const { bytes } = engine.stats();
    for (let claim = 0; claim < 1_000; claim += 1) {
      await entries.claim(entry('a'), { token: `waiting ${claim}`, ttl: TTL });
    }
    expect(engine.stats().bytes).toBe(bytes);
    await entries.release(entry('a'), token);
    expect(engine.stats().bytes).toBe(0);
  });
});

describe('coordination', () => {
  it('refuses newcomers when it is full, keeps what it has, and leaves entries alone', async () => {
    const { engine, coordination, put } = open();
    await put('entry');
    const before = engine.stats();
    let added = 0;
    const flood = async () => {
      for (;;) {
        await coordination.add(`counter:${added}` as StoreKey, 1, TTL);
        added += 1;
      }
    };
    await expect(flood()).rejects.toThrow(StoreFullError);
    expect(added).toBeGreaterThan(100_000);
    expect(await coordination.add('counter:0' as StoreKey, 1, TTL)).toBe(2);
    expect(engine.stats()).toEqual(before);
  });

  it('counts in whole numbers', async () => {
    const { coordination } = open();
    await expect(coordination.add('counter' as StoreKey, 0.5, TTL)).rejects.toThrow(RangeError);
    expect(await coordination.count('counter' as StoreKey)).toBeNull();
  });
});
