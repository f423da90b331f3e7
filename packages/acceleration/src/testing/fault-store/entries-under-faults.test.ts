import { describe, expect, it } from 'vitest';
import { bytesOf, entryOf, put, read, rehearsal, textOf } from './rehearsal.ts';

const entry = entryOf('o1');
const fillOf = (token: string, text: string) => ({ token, value: bytesOf(text), ttl: 60_000 });

describe('a flushed store', () => {
  it('has no values, leases, counters or handovers any more, and goes on working', async () => {
    const { stores, other } = rehearsal();
    const { entries, coordination } = stores;
    const [counter, lease, handover] = ['c', 'l', 'h'].map((id) => entryOf(id).data) as never[];
    await put(entries, entry, 'old');
    await entries.claim(entry, { token: 'before', ttl: 60_000 });
    await coordination.add(counter as never, 5, 60_000);
    await coordination.acquire(lease as never, { token: 'before', ttl: 60_000 });
    await coordination.leave(handover as never, bytesOf('x'), 60_000);
    stores.inject('flushed');
    expect(await read(other.entries, entry)).toBeNull();
    expect(await coordination.count(counter as never)).toBeNull();
    expect(await coordination.acquire(lease as never, { token: 'after', ttl: 60_000 })).toBe(true);
    expect(await coordination.take(handover as never)).toBeNull();
    expect(await entries.fill(entry, fillOf('before', 'too late'))).toBe('refused');
    await put(entries, entry, 'new');
    expect(await read(other.entries, entry)).toBe('new');
    expect(stores.struck.flushed).toBe(1);
  });
});

describe('an evicting store', () => {
  it('loses values and, on their own, leases', async () => {
    const { stores } = rehearsal();
    const list = Array.from({ length: 30 }, (_, id) => entryOf(`o${id}`));
    for (const one of list) {
      await put(stores.entries, one, 'value');
      await stores.entries.claim(one, { token: 'mine', ttl: 60_000 });
    }
    stores.inject('evicting');
    for (let turn = 0; turn < 40; turn += 1) await stores.entries.time();
    for (let turn = 0; turn < 40; turn += 1) await stores.entries.get(entry.data);
    stores.heal();
    const values = await stores.entries.getMany(list.map(({ data }) => data));
    const renewed = await Promise.all(
      list.map((one) => stores.entries.renew(one, { token: 'mine', ttl: 60_000 })),
    );
    const pairs = new Set(values.map((value, at) => `${value !== null} ${renewed[at]}`));
    expect(pairs).toContain('true false');
    expect(pairs).toContain('false true');
  });

  it('spares counters and handovers unless told otherwise', async () => {
    const { stores } = rehearsal();
    const counter = entryOf('counter').data;
    await stores.coordination.add(counter, 5, 60_000);
    stores.inject('evicting');
    for (let turn = 0; turn < 20; turn += 1) await stores.entries.get(entry.data);
    expect(await stores.coordination.count(counter)).toBe(5);
    stores.inject('evicting', { everything: true });
    await stores.entries.get(entry.data);
    expect(await stores.coordination.count(counter)).toBeNull();
  });
});

describe('a failover that lost writes', () => {
  it('brings back the values of before, with the life they had left', async () => {
    const { time, stores, other } = rehearsal();
    const added = entryOf('added');
    const evicted = entryOf('evicted');
    await put(stores.entries, entry, 'old');
    await put(stores.entries, evicted, 'still here');
    await time.advance(1000);
    await put(stores.entries, entry, 'new');
    await put(stores.entries, added, 'new');
    await other.entries.evict(evicted);
    await time.advance(100);
    stores.inject('lost-writes', { window: 500 });
    expect(await read(other.entries, entry)).toBe('old');
    expect(await read(stores.entries, added)).toBeNull();
    expect(await read(stores.entries, evicted)).toBe('still here');
    await time.advance(58_899);
    expect(await read(stores.entries, entry)).toBe('old');
    await time.advance(1);
    expect(await read(stores.entries, entry)).toBeNull();
  });

  it('does not bring back what would have expired by now', async () => {
    const { time, stores } = rehearsal();
    await stores.entries.put(entry, { token: 'nobody', value: bytesOf('short'), ttl: 300 });
    await time.advance(200);
    await put(stores.entries, entry, 'new');
    await time.advance(100);
    stores.inject('lost-writes', { window: 150 });
    expect(await read(stores.entries, entry)).toBeNull();
  });

  it('keeps what is older than the window', async () => {
    const { time, stores } = rehearsal();
    await put(stores.entries, entry, 'kept');
    await time.advance(501);
    stores.inject('lost-writes', { window: 500 });
    expect(await read(stores.entries, entry)).toBe('kept');
  });

  it('forgets leases, so that two hold one, and the first cannot fill', async () => {
    const { time, stores, other } = rehearsal();
    await time.advance(1000);
    await stores.entries.claim(entry, { token: 'first', ttl: 60_000 });
    stores.inject('lost-writes', { window: 500 });
    const claim = await other.entries.claim(entry, { token: 'second', ttl: 60_000 });
    expect(claim.granted).toBe(true);
    expect(await stores.entries.fill(entry, fillOf('first', 'x'))).toBe('refused');
    expect(await other.entries.fill(entry, fillOf('second', 'y'))).toBe('stored');
  });

  it('sets counters back and undoes handovers, given and taken', async () => {
    const { time, stores } = rehearsal();
    const { coordination } = stores;
    const [counter, given, taken] = [entryOf('c').data, entryOf('g').data, entryOf('t').data];
    await coordination.add(counter, 2, 60_000);
    await time.advance(500);
    await coordination.add(counter, 3, 60_000);
    await coordination.leave(taken, bytesOf('once'), 60_000);
    await time.advance(1000);
    await coordination.add(counter, 3, 60_000);
    await coordination.leave(given, bytesOf('lost'), 60_000);
    await coordination.take(taken);
    stores.inject('lost-writes', { window: 500 });
    expect(await coordination.count(counter)).toBe(5);
    expect(await coordination.take(given)).toBeNull();
    expect(textOf(await coordination.take(taken))).toBe('once');
    // The window goes on from its first addition.
    await time.advance(58_499);
    expect(await coordination.count(counter)).toBe(5);
    await time.advance(1);
    expect(await coordination.count(counter)).toBeNull();
  });
});

describe('a lease granted twice', () => {
  it('goes to the second although the first holds it, who then does not', async () => {
    const { stores, other } = rehearsal();
    await stores.entries.claim(entry, { token: 'first', ttl: 60_000 });
    stores.inject('leased-twice');
    expect((await other.entries.claim(entry, { token: 'second', ttl: 60_000 })).granted).toBe(true);
    stores.heal();
    expect(await stores.entries.renew(entry, { token: 'first', ttl: 60_000 })).toBe(false);
    expect(await other.entries.renew(entry, { token: 'second', ttl: 60_000 })).toBe(true);
  });

  it('happens to the other leases too', async () => {
    const { stores } = rehearsal();
    await stores.coordination.acquire(entry.data, { token: 'first', ttl: 60_000 });
    stores.inject('leased-twice');
    expect(await stores.coordination.acquire(entry.data, { token: 'second', ttl: 60_000 })).toBe(true);
  });
});

describe('a lost wake-up', () => {
  it('leaves the waiter asleep, and only while it is on', async () => {
    const { time, stores, other } = rehearsal();
    const woken: string[] = [];
    other.entries.onWake((key) => woken.push(key));
    const wait = async () => {
      await stores.entries.claim(entry, { token: 'mine', ttl: 60_000 });
      await other.entries.claim(entry, { token: 'theirs', ttl: 60_000 });
      await stores.entries.release(entry, 'mine');
      await time.settle();
    };
    const end = stores.inject('wakes-lost');
    await wait();
    expect(woken).toEqual([]);
    expect(stores.struck['wakes-lost']).toBe(1);
    end();
    await wait();
    expect(woken).toEqual([entry.data]);
  });

  it('finds the key also after it went on under another name', async () => {
    const { time, stores, other } = rehearsal();
    const woken: string[] = [];
    other.entries.onWake((key) => woken.push(key));
    stores.inject('flushed');
    await stores.entries.claim(entry, { token: 'mine', ttl: 60_000 });
    await other.entries.claim(entry, { token: 'theirs', ttl: 60_000 });
    await stores.entries.evict(entry);
    await time.settle();
    expect(woken).toEqual([entry.data]);
  });
});

describe('a skewed clock', () => {
  it('is off by so much, and right when healed', async () => {
    const { time, stores } = rehearsal();
    stores.inject('clock-skew', { by: -90_000 });
    expect(await stores.entries.time()).toBe(time.clock.now() - 90_000);
    stores.heal();
    expect(await stores.entries.time()).toBe(time.clock.now());
  });
});
