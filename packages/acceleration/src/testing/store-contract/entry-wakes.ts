import { beforeAll, describe, expect, it } from 'vitest';
import type { EntryKeys, EntryStore, StoreKey } from '../../ports/index.ts';
import {
  bytes,
  eventually,
  freshEntry,
  LONG,
  lease,
  passes,
  SHORT,
  type StoreUnderTest,
} from './store-under-test.ts';

const value = bytes('value');

/** Who hears that a lease has ended. */
export function entryWakes(
  test: () => StoreUnderTest,
  node: () => EntryStore,
  otherNode: () => EntryStore,
): void {
  /** The keys that the node is woken for, as they come. */
  const heardBy = (store: EntryStore): StoreKey[] => {
    const heard: StoreKey[] = [];
    store.onWake((key) => heard.push(key));
    return heard;
  };

  /** Waking is best effort: a node may still be connecting its ear. From here on it hears. */
  const hears = async (store: EntryStore, holder: EntryStore) => {
    const entry = freshEntry();
    const heard = heardBy(store);
    await eventually(async () => {
      const { token, ttl } = lease();
      await holder.claim(entry, { token, ttl });
      await store.claim(entry, lease());
      await holder.release(entry, token);
      expect(heard).toContain(entry.data);
    });
  };

  const once = (heard: readonly StoreKey[], entry: EntryKeys) =>
    eventually(() => expect(heard.filter((key) => key === entry.data)).toHaveLength(1));

  describe('a node that waits for a lease', () => {
    beforeAll(async () => {
      await hears(node(), otherNode());
      await hears(otherNode(), node());
    });

    it.each([
      [
        'filled',
        (holder: EntryStore, entry: EntryKeys, token: string) =>
          holder.fill(entry, { token, value, ttl: LONG }),
      ],
      [
        'put',
        (holder: EntryStore, entry: EntryKeys, token: string) =>
          holder.put(entry, { token, value, ttl: LONG }),
      ],
      ['released', (holder: EntryStore, entry: EntryKeys, token: string) => holder.release(entry, token)],
      ['evicted', (holder: EntryStore, entry: EntryKeys) => holder.evict(entry)],
      ['evicted with others', (holder: EntryStore, entry: EntryKeys) => holder.evictMany([entry])],
      [
        'filled with others',
        (holder: EntryStore, entry: EntryKeys, token: string) =>
          holder.fillMany([{ entry, fill: { token, value, ttl: LONG } }]),
      ],
    ])('is woken when the entry is %s', async (_, end) => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await otherNode().claim(entry, lease());
      await end(node(), entry, token);
      await once(heard, entry);
    });

    it('is woken when a fill was too old to be stored', async () => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const { token, ttl } = lease();
      await node().put(entry, { token, value: new Uint8Array(16).fill(0xff), ttl });
      await node().claim(entry, { token, ttl });
      await otherNode().claim(entry, lease());
      const older = new Uint8Array(16).fill(0xff, 0, 4);
      expect(await node().fill(entry, { token, value: older, ttl, orderOffset: 8 })).toBe('older');
      await once(heard, entry);
    });

    it('is woken when it claimed among many', async () => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await otherNode().claimMany([{ entry, terms: lease() }]);
      await node().release(entry, token);
      await once(heard, entry);
    });

    it('is woken also when the lease was renewed beyond its first end', async () => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const { token } = lease();
      await node().claim(entry, { token, ttl: SHORT * 5 });
      await otherNode().claim(entry, lease(SHORT));
      await node().renew(entry, { token, ttl: LONG });
      await passes(test(), node(), 1_500);
      await node().release(entry, token);
      await once(heard, entry);
    });

    it('is woken on the node that holds the lease too', async () => {
      const entry = freshEntry();
      const heard = heardBy(node());
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await node().claim(entry, lease());
      await node().release(entry, token);
      await once(heard, entry);
    });

    it('is woken with all the others', async () => {
      const entry = freshEntry();
      const both = [heardBy(node()), heardBy(otherNode())];
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await node().claim(entry, lease());
      await otherNode().claim(entry, lease());
      await otherNode().evict(entry);
      await Promise.all(both.map((heard) => once(heard, entry)));
    });

    it('is not woken by what did not end the lease', async () => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await otherNode().claim(entry, lease());
      await node().release(entry, lease().token);
      await node().renew(entry, { token, ttl });
      await node().fill(entry, { token: lease().token, value, ttl });
      await node().get(entry.data);
      const heardEarly = [...heard];
      await node().release(entry, token);
      await once(heard, entry);
      expect(heardEarly).toEqual([]);
    });

    it('is woken once: whoever goes on waiting claims again', async () => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const [first, second, third] = [lease(), lease(), lease()];
      await node().claim(entry, first);
      await otherNode().claim(entry, lease());
      await node().release(entry, first.token);
      await node().claim(entry, second);
      await node().release(entry, second.token);
      await node().claim(entry, third);
      await otherNode().claim(entry, lease());
      await node().release(entry, third.token);
      await eventually(() => expect(heard.length).toBeGreaterThanOrEqual(2));
      expect(heard).toEqual([entry.data, entry.data]);
    });

    it('hears nothing of leases that it does not wait for', async () => {
      const entry = freshEntry();
      const heard = heardBy(otherNode());
      const [first, second] = [lease(), lease()];
      await node().claim(entry, first);
      await node().claim(entry, lease());
      await node().release(entry, first.token);
      await node().claim(entry, second);
      await otherNode().claim(entry, lease());
      await node().release(entry, second.token);
      await eventually(() => expect(heard).not.toEqual([]));
      expect(heard).toEqual([entry.data]);
    });

    it('hears nothing through a listener that was taken back', async () => {
      const entry = freshEntry();
      const deaf: StoreKey[] = [];
      const stop = otherNode().onWake((key) => deaf.push(key));
      const heard = heardBy(otherNode());
      stop();
      const { token, ttl } = lease();
      await node().claim(entry, { token, ttl });
      await otherNode().claim(entry, lease());
      await node().release(entry, token);
      await once(heard, entry);
      expect(deaf).toEqual([]);
    });
  });
}
