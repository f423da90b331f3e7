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

/** The lease as a fence: nothing that was begun before an eviction is stored after it. */
export function entryFills(
  test: () => StoreUnderTest,
  node: () => EntryStore,
  otherNode: () => EntryStore,
): void {
  const fillOf = (token: string, value: string, ttl = LONG) => ({ token, value: bytes(value), ttl });

  describe('a fill', () => {
    it('stores under the lease, and ends it', async () => {
      const entry = freshEntry();
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      expect(await node().fill(entry, fillOf(token, 'value'))).toBe('stored');
      expect(await stored(otherNode(), entry)).toBe('value');
      expect((await otherNode().claim(entry, lease())).granted).toBe(true);
    });

    it('is done once: its lease is over', async () => {
      const entry = freshEntry();
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 === 0 ? node() : otherNode()).fill(entry, fillOf(token, 'value')),
        ),
      );
      expect(outcomes.toSorted()).toEqual([...Array.from({ length: 49 }, () => 'refused'), 'stored']);
    });

    it('is forgotten when its time to live is over', async () => {
      const entry = freshEntry();
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await expectLife(
        test(),
        node(),
        () => node().fill(entry, fillOf(token, 'value', SHORT)),
        async () => (await node().get(entry.data)) !== null,
      );
    });

    it('is refused without a lease', async () => {
      const entry = freshEntry();
      expect(await node().fill(entry, fillOf(lease().token, 'value'))).toBe('refused');
      expect(await stored(node(), entry)).toBeNull();
    });

    it('is refused under another token, and changes neither value nor lease', async () => {
      const entry = freshEntry();
      const holder = lease();
      await node().put(entry, fillOf(holder.token, 'before'));
      await node().claim(entry, holder);
      expect(await otherNode().fill(entry, fillOf(lease().token, 'after'))).toBe('refused');
      expect(await stored(node(), entry)).toBe('before');
      expect(await node().renew(entry, holder)).toBe(true);
    });

    it('is refused after an eviction', async () => {
      const entry = freshEntry();
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await otherNode().evict(entry);
      expect(await node().fill(entry, fillOf(token, 'old'))).toBe('refused');
      expect(await stored(node(), entry)).toBeNull();
    });

    it('is refused after an eviction also when somebody else has claimed the entry since', async () => {
      const entry = freshEntry();
      const [early, late] = [lease(), lease()];
      await node().claim(entry, early);
      await otherNode().evict(entry);
      await otherNode().claim(entry, late);
      expect(await node().fill(entry, fillOf(early.token, 'old'))).toBe('refused');
      expect(await otherNode().fill(entry, fillOf(late.token, 'new'))).toBe('stored');
      expect(await stored(node(), entry)).toBe('new');
    });

    it('is refused after its lease has ended by itself', async () => {
      const entry = freshEntry();
      const { token } = lease();
      await node().claim(entry, { token, ttl: SHORT });
      await passes(test(), node(), SHORT + 1);
      expect(await node().fill(entry, fillOf(token, 'value'))).toBe('refused');
      expect(await stored(node(), entry)).toBeNull();
    });

    it('leaves nothing behind an eviction, whichever of the two comes first', async () => {
      const entries = freshEntries(100);
      const leases = entries.map((entry) => ({ entry, terms: lease() }));
      await node().claimMany(leases);
      await Promise.all(
        leases.flatMap(({ entry, terms: { token } }, index) => {
          const steps = [() => node().fill(entry, fillOf(token, 'old')), () => otherNode().evict(entry)];
          return (index % 2 === 0 ? steps : steps.toReversed()).map((step) => step());
        }),
      );
      expect((await node().getMany(entries.map(({ data }) => data))).every((value) => value === null)).toBe(
        true,
      );
    });

    it('among many has an outcome of its own', async () => {
      const [held, free, twice] = freshEntries(3) as [EntryKeys, EntryKeys, EntryKeys];
      const { token, ttl } = lease();
      await node().claimMany([held, twice].map((entry) => ({ entry, terms: { token, ttl } })));
      const outcomes = await node().fillMany(
        [twice, free, held, twice].map((entry, index) => ({ entry, fill: fillOf(token, `value ${index}`) })),
      );
      expect(outcomes).toEqual(['stored', 'refused', 'stored', 'refused']);
      expect(await stored(node(), twice)).toBe('value 0');
      expect(await stored(node(), free)).toBeNull();
      expect(await stored(node(), held)).toBe('value 2');
      expect(await node().fillMany([])).toEqual([]);
    });
  });

  describe('a put', () => {
    it('stores whoever holds the lease, and leaves it to its holder', async () => {
      const entry = freshEntry();
      const holder = lease();
      await node().claim(entry, holder);
      await otherNode().put(entry, fillOf(lease().token, 'value'));
      expect(await stored(node(), entry)).toBe('value');
      expect(await node().renew(entry, holder)).toBe(true);
    });

    it('ends the lease of its own token', async () => {
      const entry = freshEntry();
      const holder = lease();
      await node().claim(entry, holder);
      await node().put(entry, fillOf(holder.token, 'value'));
      expect((await otherNode().claim(entry, lease())).granted).toBe(true);
    });
  });
}
