import { beforeAll, describe, expect, it, vi } from 'vitest';
import { redisMissing } from '../../testing/servers/redis-process.ts';
import { type RedisSentinelSet, startSentinelSet } from '../../testing/servers/redis-sentinel-set.ts';
import { recordingListener } from './fixtures/recording-listener.ts';
import { bytes, openTestStores } from './fixtures/test-stores.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;

describe.skipIf(missing !== undefined)(`a primary with sentinels${because}`, () => {
  let set: RedisSentinelSet;

  beforeAll(async () => {
    set = await startSentinelSet();
    return () => set.stop();
  });

  it('fails over: the stores and the bus find the new primary', async () => {
    const stores = openTestStores({ mode: 'sentinel', name: set.name, sentinels: set.sentinels });
    await stores.ready();
    const { listener, heard } = recordingListener();
    const subscription = stores.bus.listen(listener);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]));
    const entry = stores.entry('a');
    await stores.entries.put(entry, { token: 't', value: bytes('v'), ttl: 60_000 });
    const before = await stores.bus.announce(['a']);
    await set.primary.command('WAIT', '2', '5000');

    const failover = set.killPrimary();
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['disconnected']));
    await expect(stores.entries.get(entry.data)).rejects.toThrow(/./);
    await failover;
    expect(await vi.waitFor(() => stores.entries.get(entry.data), 10_000)).toEqual(bytes('v'));
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['subscribed']), 10_000);
    const after = await stores.bus.announce(['b']);
    expect(after).toEqual({ epoch: before.epoch, seq: before.seq + 1 });
    await subscription.beat('n');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['heartbeat', after, 'n']));
  });

  it('is left while it is frozen, once the sentinels have another', async () => {
    const stores = openTestStores({ mode: 'sentinel', name: set.name, sentinels: set.sentinels });
    await stores.ready();
    await stores.entries.evict(stores.entry('a'));
    const frozen = await set.currentPrimary();
    await frozen.freeze();
    await expect(stores.entries.evict(stores.entry('a'))).rejects.toThrow(/timed out/);
    await vi.waitFor(() => stores.entries.evict(stores.entry('a')), { timeout: 20_000, interval: 100 });
    expect(await set.currentPrimary()).not.toBe(frozen);
    await frozen.thaw();
  });
});
