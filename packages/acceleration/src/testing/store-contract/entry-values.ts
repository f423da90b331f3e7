import { describe, expect, it } from 'vitest';
import type { EntryKeys, EntryStore } from '../../ports/index.ts';
import {
  bytes,
  expectLife,
  freshEntries,
  freshEntry,
  LONG,
  lease,
  SHORT,
  type StoreUnderTest,
  stored,
  text,
} from './store-under-test.ts';

/** Values by themselves: what is put, read, expires, is taken away. */
export function entryValues(
  test: () => StoreUnderTest,
  node: () => EntryStore,
  otherNode: () => EntryStore,
): void {
  const put = (entry: EntryKeys, value: string, ttl = LONG) =>
    node().put(entry, { token: lease().token, value: bytes(value), ttl });

  describe('a value', () => {
    it('is null before it is stored', async () => {
      expect(await node().get(freshEntry().data)).toBeNull();
    });

    it('is read by every node', async () => {
      const entry = freshEntry();
      await put(entry, 'value');
      expect(await stored(node(), entry)).toBe('value');
      expect(await stored(otherNode(), entry)).toBe('value');
    });

    it('is replaced by the next one', async () => {
      const entry = freshEntry();
      await put(entry, 'a rather long first value');
      await put(entry, 'second');
      expect(await stored(node(), entry)).toBe('second');
    });

    it.each([
      ['nothing', new Uint8Array(0)],
      ['every byte there is', Uint8Array.from({ length: 512 }, (_, index) => index % 256)],
      ['what looks like the end of a line', bytes('$-1\r\n\r\n*0\r\n\0')],
      ['a megabyte', new Uint8Array(1024 * 1024).map((_, index) => (index * 31) ^ (index >> 8))],
      ['a part of a larger array', Buffer.from('--part--').subarray(2, 6)],
    ])('may be %s', async (_, value) => {
      const entry = freshEntry();
      const { token } = lease();
      await node().put(entry, { token, value, ttl: LONG });
      expect(text(await otherNode().get(entry.data))).toBe(text(value));
      await node().claim(entry, { token, ttl: LONG });
      expect(await node().fill(entry, { token, value, ttl: LONG })).toBe('stored');
      expect(text(await otherNode().get(entry.data))).toBe(text(value));
      expect(text((await otherNode().getMany([entry.data]))[0] ?? null)).toBe(text(value));
      expect(text((await otherNode().claim(entry, lease())).value)).toBe(text(value));
    });

    it('is forgotten when its time to live is over', async () => {
      const entry = freshEntry();
      await expectLife(
        test(),
        node(),
        () => put(entry, 'value', SHORT),
        async () => (await node().get(entry.data)) !== null,
      );
    });

    it('lives as long as the last one that replaced it says', async () => {
      const entry = freshEntry();
      await put(entry, 'first', LONG);
      await expectLife(
        test(),
        node(),
        () => put(entry, 'second', SHORT),
        async () => (await node().get(entry.data)) !== null,
      );
    });
  });

  describe('many values', () => {
    it('are read in the order of the keys, absent ones as null, repeated ones again', async () => {
      const entries = freshEntries(3);
      const [first, absent, last] = entries as [EntryKeys, EntryKeys, EntryKeys];
      await put(first, 'first');
      await put(last, 'last');
      const read = await node().getMany([last.data, absent.data, first.data, last.data, absent.data]);
      expect(read.map(text)).toEqual(['last', null, 'first', 'last', null]);
    });

    it('may be none', async () => {
      expect(await node().getMany([])).toEqual([]);
    });

    it('may be hundreds', async () => {
      const entries = freshEntries(300);
      await Promise.all(entries.map((entry, index) => put(entry, `value ${index}`)));
      const read = await otherNode().getMany(entries.map(({ data }) => data));
      expect(read.map(text)).toEqual(entries.map((_, index) => `value ${index}`));
    });
  });

  describe('an eviction', () => {
    it('takes the value away on every node', async () => {
      const entry = freshEntry();
      await put(entry, 'value');
      await node().evict(entry);
      expect(await stored(node(), entry)).toBeNull();
      expect(await stored(otherNode(), entry)).toBeNull();
    });

    it('of what is not there changes nothing', async () => {
      const [absent, present] = freshEntries(2) as [EntryKeys, EntryKeys];
      await put(present, 'value');
      await node().evict(absent);
      expect(await stored(node(), present)).toBe('value');
    });

    it('ends the lease, whoever holds it', async () => {
      const entry = freshEntry();
      await node().claim(entry, lease());
      await otherNode().evict(entry);
      expect(await node().claim(entry, lease())).toEqual({ granted: true, value: null });
    });

    it('of many takes each of them away, and nothing else', async () => {
      const entries = freshEntries(5);
      const [spared, ...evicted] = entries as [EntryKeys, ...EntryKeys[]];
      await Promise.all(entries.map((entry) => put(entry, 'value')));
      await node().claimMany(evicted.map((entry) => ({ entry, terms: lease() })));
      await node().evictMany([...evicted, ...evicted]);
      await node().evictMany([]);
      for (const entry of evicted) {
        expect(await node().claim(entry, lease())).toEqual({ granted: true, value: null });
      }
      expect(await stored(node(), spared)).toBe('value');
    });
  });

  describe('the time of the store', () => {
    it('is one clock for all nodes and does not stand behind what was read before', async () => {
      const first = await node().time();
      const second = await otherNode().time();
      const third = await node().time();
      expect(first).toBeLessThanOrEqual(second);
      expect(second).toBeLessThanOrEqual(third);
      expect(new Date(first).getUTCFullYear()).toBeGreaterThan(2020);
    });
  });
}
