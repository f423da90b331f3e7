import { describe, expect, it } from 'vitest';
import type { Stores } from '../../ports/index.ts';
import { bytesOf, entryOf, put, read, rehearsal, watched } from './rehearsal.ts';

const entry = entryOf('o1');
const terms = { token: 'mine', ttl: 1000 };
const coordinationKey = entryOf('lease').lease;

const everything: Record<string, (stores: Stores) => Promise<unknown>> = {
  get: ({ entries }) => entries.get(entry.data),
  getMany: ({ entries }) => entries.getMany([entry.data]),
  claim: ({ entries }) => entries.claim(entry, terms),
  claimMany: ({ entries }) => entries.claimMany([{ entry, terms }]),
  fill: ({ entries }) => entries.fill(entry, { ...terms, value: bytesOf('x') }),
  fillMany: ({ entries }) => entries.fillMany([{ entry, fill: { ...terms, value: bytesOf('x') } }]),
  put: ({ entries }) => entries.put(entry, { ...terms, value: bytesOf('x') }),
  renew: ({ entries }) => entries.renew(entry, terms),
  release: ({ entries }) => entries.release(entry, 'mine'),
  evict: ({ entries }) => entries.evict(entry),
  evictMany: ({ entries }) => entries.evictMany([entry]),
  time: ({ entries }) => entries.time(),
  acquire: ({ coordination }) => coordination.acquire(coordinationKey, terms),
  'renew a lease': ({ coordination }) => coordination.renew(coordinationKey, terms),
  'release a lease': ({ coordination }) => coordination.release(coordinationKey, 'mine'),
  add: ({ coordination }) => coordination.add(coordinationKey, 1, 1000),
  count: ({ coordination }) => coordination.count(coordinationKey),
  leave: ({ coordination }) => coordination.leave(coordinationKey, bytesOf('x'), 1000),
  take: ({ coordination }) => coordination.take(coordinationKey),
  announce: ({ bus }) => bus.announce(['x']),
  position: ({ bus }) => bus.position(),
};

describe.each(Object.entries(everything))('%s', (name, call) => {
  it('rejects at once on a killed store and works again on a healed one', async () => {
    const { stores } = rehearsal();
    stores.inject('killed');
    await expect(call(stores)).rejects.toThrow('ECONNREFUSED');
    expect(stores.struck.killed).toBe(1);
    stores.heal('killed');
    await expect(call(stores)).resolves.not.toThrow();
  });

  it('does not answer on a hanging store before it is healed', async () => {
    const { time, stores } = rehearsal();
    stores.inject('hanging');
    const seen = watched(call(stores));
    await time.advance(600_000);
    expect(seen.outcome).toBe('pending');
    stores.heal('hanging');
    await time.settle();
    expect(seen.outcome).not.toBe('pending');
    expect(seen.outcome).not.toBeInstanceOf(Error);
  });

  it('takes its time on a slow store', async () => {
    const { time, stores } = rehearsal();
    stores.inject('slow', { from: 30, to: 30 });
    const seen = watched(call(stores));
    await time.advance(29);
    expect(seen.outcome).toBe('pending');
    await time.advance(1);
    expect(seen.outcome).not.toBe('pending');
    expect(seen.outcome).not.toBeInstanceOf(Error);
  });

  it('rejects with the error reply that is asked for', async () => {
    const { stores } = rehearsal();
    stores.inject('error-replies');
    await expect(call(stores)).rejects.toThrow('WRONGTYPE');
    stores.inject('error-replies', { replies: ['LOADING Redis is loading the dataset in memory'] });
    await expect(call(stores)).rejects.toThrow('LOADING');
  });

  it('is refused by a full store only if it adds something', async () => {
    const { stores } = rehearsal();
    stores.inject('full');
    const adds = ['claim', 'claimMany', 'fill', 'fillMany', 'put', 'acquire', 'add', 'leave', 'announce'];
    if (adds.includes(name)) await expect(call(stores)).rejects.toThrow('OOM');
    else await expect(call(stores)).resolves.not.toThrow();
  });
});

describe('a hanging store', () => {
  it('does what waited in the order in which it came', async () => {
    const { time, stores } = rehearsal();
    stores.inject('hanging');
    void put(stores.entries, entry, 'first');
    void put(stores.entries, entry, 'second');
    const seen = watched(read(stores.entries, entry));
    await time.settle();
    stores.heal();
    await time.settle();
    expect(seen.outcome).toBe('second');
  });

  it('may drop answers for ever, of operations that were done and of others that were not', async () => {
    const { time, stores } = rehearsal();
    stores.inject('hanging', { dropped: 1 });
    const ids = Array.from({ length: 40 }, (_, id) => entryOf(`o${id}`));
    const seen = ids.map((one) => watched(put(stores.entries, one, 'late')));
    stores.heal();
    await time.advance(30_000);
    expect(seen.every(({ outcome }) => outcome === 'pending')).toBe(true);
    const stored = await Promise.all(ids.map((one) => read(stores.entries, one)));
    expect(stored.filter((text) => text === 'late').length).toBeGreaterThan(5);
    expect(stored.filter((text) => text === null).length).toBeGreaterThan(5);
  });

  it('rejects what waited when it is killed, and what waited on a node that closes', async () => {
    const { time, stores, other } = rehearsal();
    stores.inject('hanging');
    const closing = watched(read(other.entries, entry));
    const waiting = watched(read(stores.entries, entry));
    await other.close();
    await time.settle();
    expect(closing.outcome).toMatchObject({ fault: 'closed' });
    expect(waiting.outcome).toBe('pending');
    stores.inject('killed');
    await time.settle();
    expect(waiting.outcome).toMatchObject({ fault: 'killed' });
  });
});

describe('a late write', () => {
  it('rejects with a timeout and is applied later, also after healing', async () => {
    const { time, stores } = rehearsal();
    stores.inject('late-writes', { timeout: 50, from: 700, to: 700 });
    const seen = watched(put(stores.entries, entry, 'late'));
    await time.advance(50);
    expect(seen.outcome).toMatchObject({ fault: 'late-writes' });
    stores.heal();
    expect(await read(stores.entries, entry)).toBeNull();
    await time.advance(649);
    expect(await read(stores.entries, entry)).toBeNull();
    await time.advance(1);
    expect(await read(stores.entries, entry)).toBe('late');
  });

  it('meets the store as it is then: emptied, or with the lease gone', async () => {
    const { time, stores } = rehearsal();
    await stores.entries.claim(entry, terms);
    stores.inject('late-writes', { timeout: 50, from: 700, to: 700 });
    const fill = watched(stores.entries.fill(entry, { ...terms, value: bytesOf('late') }));
    await time.advance(60);
    stores.heal();
    await stores.entries.evict(entry);
    await time.advance(1000);
    expect(fill.outcome).toBeInstanceOf(Error);
    expect(await read(stores.entries, entry)).toBeNull();
  });

  it('leaves reads alone', async () => {
    const { stores } = rehearsal();
    stores.inject('late-writes');
    expect(await read(stores.entries, entry)).toBeNull();
    expect(stores.struck['late-writes']).toBe(0);
  });
});

describe('a torn write', () => {
  it('is applied to some keys and rejects', async () => {
    const { stores } = rehearsal();
    const list = Array.from({ length: 20 }, (_, id) => entryOf(`o${id}`));
    for (const one of list) await put(stores.entries, one, 'old');
    stores.inject('torn');
    await expect(stores.entries.evictMany(list)).rejects.toMatchObject({ fault: 'torn' });
    stores.heal();
    const left = await stores.entries.getMany(list.map(({ data }) => data));
    const gone = left.filter((value) => value === null).length;
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThan(20);
  });
});

describe('a fault on one node', () => {
  it('leaves the other nodes alone', async () => {
    const { stores, other } = rehearsal();
    await put(stores.entries, entry, 'here');
    stores.inject('killed', { node: 1 });
    expect(await read(stores.entries, entry)).toBe('here');
    await expect(read(other.entries, entry)).rejects.toThrow('ECONNREFUSED');
  });

  it('ends alone: by its own result, by its name, or with all others', async () => {
    const { stores } = rehearsal();
    const end = stores.inject('killed');
    stores.inject('killed', { node: 0 });
    end();
    await expect(read(stores.entries, entry)).rejects.toThrow('ECONNREFUSED');
    stores.heal('hanging');
    await expect(read(stores.entries, entry)).rejects.toThrow('ECONNREFUSED');
    stores.heal();
    expect(await read(stores.entries, entry)).toBeNull();
  });
});
