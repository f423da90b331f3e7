import { randomUUID } from 'node:crypto';
import { systemClock } from '@quotewright/kernel';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { redisStores } from '../../adapters/redis/index.ts';
import { namespaceOf } from '../../keys/namespace.ts';
import type { Stores } from '../../ports/index.ts';
import { systemTimers } from '../../ports/index.ts';
import { storeContract } from '../store-contract/index.ts';
import { type FaultStores, faultStores } from './fault-stores.ts';
import { bytesOf, entryOf, put, read } from './rehearsal.ts';

const url = process.env['REDIS_URL'];
const because = url === undefined ? ' [no REDIS_URL]' : '';

describe.skipIf(url === undefined)(`faults over Redis${because}`, () => {
  const installation = randomUUID();
  const namespace = namespaceOf({ env: 'test', installationId: installation, truthEpoch: 1 });
  let first: FaultStores;
  let other: Stores;

  async function redis(): Promise<Stores> {
    const stores = redisStores({ cache: { mode: 'standalone', url: url ?? '' }, namespace });
    await stores.ready();
    return stores;
  }

  const wrapped = async () =>
    faultStores(await redis(), { seed: 1, clock: systemClock, timers: systemTimers });

  // Other suites use the same server: keys must be nobody else's.
  const entry = () => entryOf(randomUUID());

  beforeEach(async () => {
    first = await wrapped();
    other = first.beside(await redis());
    onTestFinished(async () => {
      await Promise.all([first.close(), other.close()]);
    });
  });

  it('empties it for all nodes, without touching what is not its own', async () => {
    const one = entry();
    await put(first.entries, one, 'value');
    await first.bus.announce(['a']);
    first.inject('flushed');
    expect(await read(other.entries, one)).toBeNull();
    expect((await other.bus.position()).seq).toBe(0);
    await put(other.entries, one, 'new');
    expect(await read(first.entries, one)).toBe('new');
  });

  it('undoes acknowledged writes and leases, and sets the bus back', async () => {
    const one = entry();
    await first.entries.claim(one, { token: 'mine', ttl: 60_000 });
    await put(first.entries, one, 'new');
    const before = await first.bus.position();
    await first.bus.announce(['a']);
    first.inject('lost-writes', { window: 60_000 });
    expect(await read(other.entries, one)).toBeNull();
    expect((await other.entries.claim(one, { token: 'theirs', ttl: 60_000 })).granted).toBe(true);
    expect(await first.entries.fill(one, { token: 'mine', value: bytesOf('x'), ttl: 1000 })).toBe('refused');
    expect(await first.bus.position()).toEqual(before);
  });

  storeContract('Redis, wrapped and flushed by a fault', async () => {
    const server = await wrapped();
    server.inject('flushed');
    return {
      stores: async () => server.beside(await redis()),
      flush: async () => void server.inject('flushed'),
      close: () => server.close(),
    };
  });
});
