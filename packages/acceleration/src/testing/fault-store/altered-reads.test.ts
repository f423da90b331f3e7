import { describe, expect, it } from 'vitest';
import type { EntryKeys, EntryStore } from '../../ports/index.ts';
import { bytesOf, entryOf, put, read, rehearsal, textOf } from './rehearsal.ts';

const entry = entryOf('o1');

const ways: Record<string, (entries: EntryStore, entry: EntryKeys) => Promise<string | null>> = {
  get: read,
  getMany: async (entries, { data }) => textOf((await entries.getMany([data]))[0] ?? null),
  claim: async (entries, one) => textOf((await entries.claim(one, { token: 't', ttl: 1000 })).value),
  claimMany: async (entries, one) => {
    const claims = await entries.claimMany([{ entry: one, terms: { token: 't', ttl: 1000 } }]);
    return textOf(claims[0]?.value ?? null);
  },
};

describe.each(Object.entries(ways))('%s', (_name, ask) => {
  it('answers what was stored a while ago, from a replica that lags', async () => {
    const { time, stores } = rehearsal();
    await put(stores.entries, entry, 'first');
    await time.advance(1000);
    await put(stores.entries, entry, 'second');
    stores.inject('stale', { lag: 300 });
    await time.advance(299);
    expect(await ask(stores.entries, entry)).toBe('first');
    await time.advance(1);
    expect(await ask(stores.entries, entry)).toBe('second');
  });

  it('answers an earlier value that is replayed, also after it was deleted', async () => {
    const { stores } = rehearsal();
    await put(stores.entries, entry, 'first');
    await put(stores.entries, entry, 'second');
    stores.inject('replayed');
    expect(await ask(stores.entries, entry)).toBe('first');
    await stores.entries.evict(entry);
    expect(['first', 'second']).toContain(await ask(stores.entries, entry));
    stores.heal();
    expect(await ask(stores.entries, entry)).toBeNull();
  });

  it('answers the same thing of another tenant, or else what another key has', async () => {
    const { stores } = rehearsal();
    await put(stores.entries, entry, 'own');
    await put(stores.entries, entryOf('o2'), 'another offering');
    stores.inject('cross-tenant');
    expect(await ask(stores.entries, entry)).toBe('another offering');
    await put(stores.entries, entryOf('o1', 'globex'), "another tenant's");
    expect(await ask(stores.entries, entry)).toBe("another tenant's");
  });

  it('answers bytes of an older schema that were recorded', async () => {
    const { stores } = rehearsal();
    await put(stores.entries, entry, 'schema 1');
    stores.recordOlderSchema();
    await put(stores.entries, entry, 'schema 2');
    stores.inject('older-schema');
    expect(await ask(stores.entries, entry)).toBe('schema 1');
    expect(stores.struck['older-schema']).toBe(1);
  });
});

describe('garbage', () => {
  it('is random, cut short, or off by a bit, and none of it reaches the store', async () => {
    const { stores } = rehearsal();
    const value = 'a value that is long enough to be told from chance';
    await put(stores.entries, entry, value);
    stores.inject('garbage');
    const seen = { flipped: 0, cut: 0, random: 0 };
    for (let turn = 0; turn < 60; turn += 1) {
      const answer = (await stores.entries.get(entry.data)) ?? new Uint8Array();
      const wrong = answer.filter((byte, at) => byte !== bytesOf(value)[at]).length;
      if (wrong > 1) seen.random += 1;
      else if (answer.length < value.length) seen.cut += 1;
      else if (wrong === 1) seen.flipped += 1;
    }
    expect(seen.flipped).toBeGreaterThan(5);
    expect(seen.cut).toBeGreaterThan(5);
    expect(seen.random).toBeGreaterThan(5);
    stores.heal();
    expect(await read(stores.entries, entry)).toBe(value);
  });

  it('comes also where there is no value', async () => {
    const { stores } = rehearsal();
    stores.inject('garbage');
    expect(await stores.entries.get(entry.data)).not.toBeNull();
  });
});

describe('a huge value', () => {
  it('has 50 MB and begins like the right one', async () => {
    const { stores } = rehearsal();
    await put(stores.entries, entry, 'right');
    stores.inject('huge');
    const [padded, nothing] = await stores.entries.getMany([entry.data, entryOf('none').data]);
    expect(padded?.byteLength).toBe(50_000_000);
    expect(textOf(padded?.subarray(0, 6) ?? null)).toBe('right\0');
    expect(nothing?.byteLength).toBe(50_000_000);
  });
});

describe('a fault with a chance', () => {
  it('strikes its share, counts it, and strikes the same occasions for the same seed', async () => {
    const run = async (seed: number) => {
      const { stores } = rehearsal(seed);
      await put(stores.entries, entry, 'first');
      await put(stores.entries, entry, 'second');
      stores.inject('replayed', { chance: 0.3 });
      const answers: (string | null)[] = [];
      for (let turn = 0; turn < 200; turn += 1) answers.push(await read(stores.entries, entry));
      return { answers, struck: stores.struck.replayed };
    };
    const { answers, struck } = await run(5);
    expect(answers.filter((answer) => answer === 'first')).toHaveLength(struck);
    expect(Math.abs(struck - 60)).toBeLessThan(25);
    expect(await run(5)).toEqual({ answers, struck });
    expect(await run(6)).not.toEqual({ answers, struck });
  });
});
