import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startTlsRedis, type TlsRedisService, tlsRedisMissing } from '../../testing/servers/tls-redis.ts';
import { recordingListener } from './fixtures/recording-listener.ts';
import { bytes, freshNamespace, openTestStores } from './fixtures/test-stores.ts';
import { leastPrivilege } from './least-privilege.ts';
import type { StandaloneServer } from './redis-options.ts';

const missing = tlsRedisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;
const namespace = freshNamespace();
const LONG = 60_000;

describe.skipIf(missing !== undefined)(`Redis with TLS and a user of few rights${because}`, () => {
  let redis: TlsRedisService;

  beforeAll(async () => {
    redis = await startTlsRedis(leastPrivilege(namespace.env).split(' '));
    return () => redis.stop();
  });

  const server = (): StandaloneServer => ({
    mode: 'standalone',
    url: redis.url,
    username: redis.username,
    password: redis.password,
    tls: { ca: redis.ca, servername: redis.servername },
  });

  it('does everything the stores need', async () => {
    const warn = vi.spyOn(console, 'warn');
    const stores = openTestStores(server(), { namespace });
    await stores.ready();
    const { entries, bus, coordination } = stores;
    const entry = stores.entry('a');
    const terms = { token: 't', ttl: LONG };
    const woken = vi.fn<(key: string) => void>();
    entries.onWake(woken);
    const { listener, heard } = recordingListener();
    const subscription = bus.listen(listener);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]), 5_000);
    await vi.waitFor(async () => {
      const channels = await redis.command('PUBSUB', 'CHANNELS', `${namespace.text}:wake:*`);
      expect(channels).toHaveLength(1);
    });
    await entries.claim(entry, terms);
    await entries.claim(entry, { ...terms, token: 'other' });
    await entries.renew(entry, terms);
    const fill = { token: 't', value: bytes('v'), ttl: LONG, orderOffset: 5 };
    expect(await entries.fill(entry, fill)).toBe('stored');
    await vi.waitFor(() => expect(woken.mock.calls).toEqual([[entry.data]]));
    await entries.put(entry, fill);
    expect(await entries.getMany([entry.data])).toEqual([bytes('v')]);
    expect(await entries.get(entry.data)).toEqual(bytes('v'));
    await entries.claim(entry, terms);
    await entries.release(entry, 't');
    await entries.evict(entry);
    await entries.time();
    const position = await bus.announce(['a']);
    await subscription.beat('n');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['heartbeat', position, 'n']));
    await coordination.acquire(stores.key('l'), terms);
    await coordination.renew(stores.key('l'), terms);
    await coordination.release(stores.key('l'), 't');
    await coordination.add(stores.key('c'), 1, LONG);
    await coordination.add(stores.key('c'), 1, LONG);
    expect(await coordination.count(stores.key('c'))).toBe(2);
    await coordination.leave(stores.key('h'), bytes('v'), LONG);
    await coordination.take(stores.key('h'));
    expect(warn).not.toHaveBeenCalled();
  });

  it('has no other rights', async () => {
    const allowed = async (...command: string[]) =>
      redis.command('ACL', 'DRYRUN', redis.username, ...command);
    expect(await allowed('GET', `${namespace.text}:a`)).toBe('OK');
    for (const command of [
      ['GET', 'prod.x.0:a'],
      ['SET', 'lock:{prod.x.0:a}', '1'],
      ['PUBLISH', 'somewhere', 'x'],
      ['SUBSCRIBE', '__keyspace@0__:a'],
      ['KEYS', `${namespace.text}:*`],
      ['SCAN', '0'],
      ['FLUSHALL'],
      ['CONFIG', 'GET', '*'],
      ['SCRIPT', 'FLUSH'],
      ['DEBUG', 'SLEEP', '1'],
      ['ACL', 'LIST'],
      ['CLIENT', 'KILL', 'TYPE', 'normal'],
      ['RENAME', `${namespace.text}:a`, `${namespace.text}:b`],
    ]) {
      expect(await allowed(...command), command.join(' ')).toMatch(/no permissions/);
    }
  });

  it.each([
    ['a wrong password', (): StandaloneServer => ({ ...server(), password: 'wrong' }), /WRONGPASS/],
    [
      'a certificate of an unknown authority',
      (): StandaloneServer => ({ ...server(), tls: {} }),
      /self-signed/,
    ],
    [
      'a certificate of another name',
      (): StandaloneServer => ({ ...server(), tls: { ca: redis.ca, servername: 'other.test' } }),
      /altnames/,
    ],
  ])('is not spoken to with %s', async (_, wrong, reason) => {
    const errors: string[] = [];
    const stores = openTestStores(wrong(), { onError: (error) => errors.push(error.message) });
    await vi.waitFor(
      () => expect(errors.filter((message) => reason.test(message)).length).toBeGreaterThan(1),
      5_000,
    );
    await expect(stores.entries.get(stores.key('a'))).rejects.toThrow(/writeable/);
  });
});
