import { describe, expect, it } from 'vitest';
import type { EntryKeys, EntryStore } from '../../ports/index.ts';
import {
  bytes,
  expectLife,
  freshEntries,
  freshEntry,
  LONG,
  lease,
  passes,
  SHORT,
  type StoreUnderTest,
  stored,
} from './store-under-test.ts';

/** Who may fill an entry, and for how long. */
export function entryLeases(
  test: () => StoreUnderTest,
  node: () => EntryStore,
  otherNode: () => EntryStore,
): void {
  const isHeld = async (entry: EntryKeys) => {
    const probe = lease();
    const { granted } = await otherNode().claim(entry, probe);
    if (granted) await otherNode().release(entry, probe.token);
    return !granted;
  };

  describe('a claim', () => {
    it('is granted where nobody holds the lease, and to nobody else after that', async () => {
      const entry = freshEntry();
      expect(await node().claim(entry, lease())).toEqual({ granted: true, value: null });
      expect(await otherNode().claim(entry, lease())).toEqual({ granted: false, value: null });
      expect(await node().claim(entry, lease())).toEqual({ granted: false, value: null });
    });

    it('is granted again to the token that holds the lease, which is not prolonged by that', async () => {
      const entry = freshEntry();
      const { token } = lease();
      await expectLife(
        test(),
        node(),
        async () => {
          await node().claim(entry, { token, ttl: SHORT });
          expect((await node().claim(entry, { token, ttl: LONG })).granted).toBe(true);
        },
        () => isHeld(entry),
      );
    });

    it('is granted to one of fifty that come together', async () => {
      const entry = freshEntry();
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 === 0 ? node() : otherNode()).claim(entry, lease()),
        ),
      );
      expect(claims.filter(({ granted }) => granted)).toHaveLength(1);
    });

    it('tells the value of the same moment, granted or not', async () => {
      const entry = freshEntry();
      await node().put(entry, { token: lease().token, value: bytes('value'), ttl: LONG });
      const granted = await node().claim(entry, lease());
      const denied = await otherNode().claim(entry, lease());
      expect([granted.granted, denied.granted]).toEqual([true, false]);
      expect(
        [granted.value, denied.value].map((value) => Buffer.from(value as Uint8Array).toString()),
      ).toEqual(['value', 'value']);
    });

    it('of another entry is another matter', async () => {
      const [held, free] = freshEntries(2) as [EntryKeys, EntryKeys];
      await node().claim(held, lease());
      expect((await node().claim(free, lease())).granted).toBe(true);
    });

    it('among many is answered in its place; an entry that comes twice is granted once', async () => {
      const [held, free] = freshEntries(2) as [EntryKeys, EntryKeys];
      await node().claim(held, lease());
      await node().put(held, { token: lease().token, value: bytes('value'), ttl: LONG });
      const claims = await otherNode().claimMany(
        [free, held, free].map((entry) => ({ entry, terms: lease() })),
      );
      expect(claims.map(({ granted }) => granted)).toEqual([true, false, false]);
      expect(claims.map(({ value }) => value?.byteLength ?? null)).toEqual([null, 5, null]);
      expect(await node().claimMany([])).toEqual([]);
    });
  });

  describe('a lease', () => {
    it('ends by itself', async () => {
      const entry = freshEntry();
      await expectLife(
        test(),
        node(),
        () => node().claim(entry, lease(SHORT)),
        () => isHeld(entry),
      );
    });

    it('is released by its token only', async () => {
      const entry = freshEntry();
      const terms = lease();
      await node().claim(entry, terms);
      expect(await otherNode().release(entry, lease().token)).toBe(false);
      expect(await isHeld(entry)).toBe(true);
      expect(await otherNode().release(entry, terms.token)).toBe(true);
      expect(await isHeld(entry)).toBe(false);
      expect(await node().release(entry, terms.token)).toBe(false);
    });

    it('is released without the value being touched', async () => {
      const entry = freshEntry();
      const terms = lease();
      await node().put(entry, { token: terms.token, value: bytes('value'), ttl: LONG });
      await node().claim(entry, terms);
      await node().release(entry, terms.token);
      expect(await stored(node(), entry)).toBe('value');
    });

    it('is renewed by its token only, from now on', async () => {
      const entry = freshEntry();
      const terms = lease(SHORT * 10);
      await node().claim(entry, terms);
      expect(await otherNode().renew(entry, lease(LONG))).toBe(false);
      expect(await node().renew(entry, { ...terms, ttl: LONG })).toBe(true);
      await passes(test(), node(), SHORT * 10);
      expect(await isHeld(entry)).toBe(true);
      await expectLife(
        test(),
        node(),
        () => node().renew(entry, { ...terms, ttl: SHORT }),
        () => isHeld(entry),
      );
    });

    it('is not brought back by a renewal that comes too late', async () => {
      const entry = freshEntry();
      const terms = lease(SHORT);
      await node().claim(entry, terms);
      await passes(test(), node(), SHORT + 1);
      expect(await node().renew(entry, terms)).toBe(false);
      expect(await isHeld(entry)).toBe(false);
      const next = lease();
      await otherNode().claim(entry, next);
      expect(await node().renew(entry, terms)).toBe(false);
      expect(await node().release(entry, terms.token)).toBe(false);
      expect(await otherNode().renew(entry, next)).toBe(true);
    });
  });
}
