import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { busKeys } from '../../keys/technical-keys.ts';
import { startRedis } from '../../testing/servers/redis.ts';
import { clientReady, closeClient, openClient, openConnection } from './client.ts';
import { recordingListener } from './fixtures/recording-listener.ts';
import { openTestStores, type TestStores } from './fixtures/test-stores.ts';
import { RedisBusStore } from './redis-bus-store.ts';

const url = process.env['REDIS_URL'];
const because = url === undefined ? ' [no REDIS_URL]' : '';

describe.skipIf(url === undefined)(`the Redis bus${because}`, () => {
  const server = { mode: 'standalone', url: url ?? '' } as const;
  let stores: TestStores;
  let raw: Redis;

  beforeEach(async () => {
    stores = openTestStores(server);
    raw = new Redis(server.url);
    onTestFinished(() => raw.disconnect());
    await stores.ready();
  });

  async function listening(on: TestStores = stores) {
    const { listener, heard } = recordingListener();
    const subscription = on.bus.listen(listener);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]));
    heard.length = 0;
    return { subscription, heard };
  }

  it('begins an epoch at 0, and keeps it', async () => {
    const position = await stores.bus.position();
    expect(position).toEqual({ epoch: expect.stringMatching(/^[\w-]{22}$/), seq: 0 });
    expect(await stores.bus.position()).toEqual(position);
  });

  it('numbers what is announced, and sends it to every listener', async () => {
    const other = openTestStores(server, { namespace: stores.namespace });
    const [here, there] = [await listening(), await listening(other)];
    const first = await stores.bus.announce(['a', 'quote " and \u2028 and \\']);
    const second = await other.bus.announce([]);
    expect([first.seq, second.seq]).toEqual([1, 2]);
    expect(second.epoch).toBe(first.epoch);
    const expected = [
      ['message', first, ['a', 'quote " and \u2028 and \\']],
      ['message', second, []],
    ];
    await vi.waitFor(() => expect([here.heard, there.heard]).toEqual([expected, expected]));
  });

  it('is of one namespace', async () => {
    const { heard } = await listening();
    const other = openTestStores(server);
    await other.ready();
    await other.bus.announce(['not yours']);
    const position = await stores.bus.announce(['yours']);
    await vi.waitFor(() => expect(heard).toEqual([['message', position, ['yours']]]));
  });

  it('gives a heartbeat back to who sent it alone, behind what was announced before', async () => {
    const [one, two] = [await listening(), await listening()];
    const position = await stores.bus.announce(['a']);
    await one.subscription.beat('a "note"');
    const message = ['message', position, ['a']];
    await vi.waitFor(() => {
      expect(one.heard).toEqual([message, ['heartbeat', position, 'a "note"']]);
      expect(two.heard).toEqual([message]);
    });
  });

  it('keeps numbers exact where Lua would round them', async () => {
    const keys = busKeys(stores.namespace);
    await stores.bus.position();
    await raw.set(keys.seq, String(2 ** 52));
    const { heard, subscription } = await listening();
    const position = await stores.bus.announce(['a']);
    expect(position.seq).toBe(2 ** 52 + 1);
    await subscription.beat('n');
    await vi.waitFor(() =>
      expect(heard).toEqual([
        ['message', position, ['a']],
        ['heartbeat', position, 'n'],
      ]),
    );
  });

  it.each(['epoch', 'seq'] as const)('begins another epoch when the %s is lost', async (lost) => {
    const keys = busKeys(stores.namespace);
    const before = await stores.bus.announce(['a']);
    await raw.del(keys[lost]);
    const after = await stores.bus.announce(['b']);
    expect(after.seq).toBe(1);
    expect(after.epoch).not.toBe(before.epoch);
    await raw.del(keys[lost]);
    const { subscription, heard } = await listening();
    await subscription.beat('n');
    await vi.waitFor(() => expect(heard.length).toBe(1));
    const position = await stores.bus.position();
    expect(heard).toEqual([['heartbeat', position, 'n']]);
    expect(position.seq).toBe(0);
    expect(position.epoch).not.toBe(after.epoch);
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['null', 'null'],
    ['an array', '[]'],
    ['no content', '{"epoch":"e","seq":1}'],
    ['a broken number', '{"epoch":"e","seq":1.5,"items":[],"note":""}'],
    ['a negative number', '{"epoch":"e","seq":-1,"items":[],"note":""}'],
    ['a number beyond exactness', '{"epoch":"e","seq":1e300,"items":[],"note":""}'],
    ['an empty epoch', '{"epoch":"","seq":1,"items":[],"note":""}'],
    ['an epoch of another type', '{"epoch":1,"seq":1,"items":[],"note":""}'],
    ['content of another type', '{"epoch":"e","seq":1,"items":[1],"note":1}'],
    ['an object for a list', '{"epoch":"e","seq":1,"items":{"length":1},"note":null}'],
    ['a long epoch', `{"epoch":"${'e'.repeat(100)}","seq":1,"items":[],"note":""}`],
    [
      'more than a mebibyte',
      `{"epoch":"e","seq":1,"items":["${'x'.repeat(1 << 20)}"],"note":"${'x'.repeat(1 << 20)}"}`,
    ],
  ])('passes over what is no message: %s', async (_, forged) => {
    const { heard, subscription } = await listening();
    const channel = busKeys(stores.namespace).channel;
    const [own] = (await raw.pubsub('CHANNELS', `{${stores.namespace.text}:bus}:beat:*`)) as string[];
    await raw.publish(channel, forged);
    await raw.publish(own as string, forged);
    await subscription.beat('still there');
    await vi.waitFor(() => expect(heard).toEqual([['heartbeat', expect.anything(), 'still there']]));
  });

  it('says so when its connection is cut, and subscribes again', async () => {
    const { heard } = await listening();
    await raw.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await vi.waitFor(() => expect(heard).toEqual([['disconnected'], ['subscribed']]), 5_000);
    const position = await stores.bus.announce(['a']);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['message', position, ['a']]));
  });

  it('is silent after it was closed', async () => {
    const { heard, subscription } = await listening();
    const other = await listening();
    await subscription.close();
    const position = await stores.bus.announce(['a']);
    await vi.waitFor(() => expect(other.heard).toEqual([['message', position, ['a']]]));
    expect(heard).toEqual([]);
  });

  it('takes a connection for dead on which heartbeats do not come back', async () => {
    const elsewhere = await startRedis();
    onTestFinished(() => elsewhere.stop());
    const settings = { commandTimeout: 1_000, autoPipelining: false, onError: () => {} };
    const client = openClient(server, settings);
    onTestFinished(() => closeClient(client));
    await clientReady(client);
    // Subscribed on a server that the heartbeats do not go to.
    const bus = new RedisBusStore(client, busKeys(stores.namespace), () =>
      openConnection({ mode: 'standalone', url: elsewhere.url }, settings),
    );
    const { listener, heard } = recordingListener();
    const subscription = bus.listen(listener);
    onTestFinished(() => bus.close());
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]));
    for (let beats = 0; beats < 4; beats += 1) await subscription.beat('n');
    expect(heard).toEqual([['subscribed']]);
    await subscription.beat('n');
    expect(heard).toEqual([['subscribed'], ['disconnected']]);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed'], ['disconnected'], ['subscribed']]));
  });
});
