import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Acceleration } from './acceleration.ts';
import { redisStores } from './adapters/redis/index.ts';
import type { Cache } from './cache/cache.ts';
import type { Reading } from './cache/reading.ts';
import { createAcceleration } from './create-acceleration.ts';
import { namespaceOf } from './keys/namespace.ts';
import { createRegistry } from './registry/registry.ts';
import { aCategory, aChangeableCategory } from './testing/category-builders.ts';
import { type RedisService, startRedis } from './testing/servers/redis.ts';
import { redisMissing } from './testing/servers/redis-process.ts';
import { type TcpProxy, tcpProxy } from './testing/tcp-proxy/tcp-proxy.ts';

const missing = redisMissing();
const namespace = namespaceOf({ env: 'test', installationId: 'faults', truthEpoch: 1 });
const changeable = aChangeableCategory<string>();
const versioned = aCategory<string>();
const registry = createRegistry([changeable, versioned]);
const soon = { timeout: 15_000, interval: 20 };
const valueOf = (reading: Reading<string>) => (reading.outcome === 'found' ? reading.value : reading.outcome);

interface TestNode {
  readonly layer: Acceleration;
  readonly changeable: Cache<typeof changeable.key, string>;
  readonly versioned: Cache<typeof versioned.key, string>;
}

describe.skipIf(missing !== undefined)(`a layer whose Redis ${missing ?? 'fails'}`, () => {
  let redis: RedisService;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    redis = await startRedis();
    closing.push(() => redis.stop());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function node(port = redis.port): Promise<TestNode> {
    const stores = redisStores({
      cache: { mode: 'standalone', url: `redis://127.0.0.1:${port}` },
      namespace,
    });
    const layer = createAcceleration({ namespace, registry, stores });
    closing.push(async () => {
      await layer.close();
      await stores.close();
    });
    await layer.ready();
    await vi.waitFor(() => expect(layer.health).toMatchObject({ store: 'closed', busTrusted: true }), soon);
    return { layer, changeable: layer.cache(changeable), versioned: layer.cache(versioned) };
  }

  /**
   * Reads until memory answers. Not at once: on a busy machine a round trip can outlast its budget, and what a
   * healthy store did not answer in time is answered from the truth and not kept.
   */
  const remembered = <Key>(
    cache: { get(key: Key, load: () => Promise<string>): Promise<Reading<string>> },
    key: Key,
    value: string,
  ) =>
    vi.waitFor(async () => {
      const reading = await cache.get(key, async () => value);
      expect(reading).toMatchObject({ source: 'l1', value });
    }, soon);

  const usesItsCache = ({ changeable }: TestNode, id: string) =>
    remembered(changeable, changeable.key('acme', { id }), 'again');

  it('is frozen answers from the truth, uses versioned memory, and comes back by itself', async () => {
    const one = await node();
    const key = one.changeable.key('acme', { id: 'a' });
    const fixed = one.versioned.key('acme', { version: 1, id: 'a' });
    await one.changeable.get(key, async () => 'old');
    await remembered(one.versioned, fixed, 'fixed');
    await redis.freeze();
    expect(await one.layer.invalidate([key])).toBe('pending');
    for (let read = 0; read < 20; read += 1) {
      expect(await one.changeable.get(key, async () => 'new')).toMatchObject({
        source: 'bypassed',
        value: 'new',
      });
    }
    await vi.waitFor(() => expect(one.layer.health.store).toBe('open'), soon);
    expect(await one.versioned.get(fixed, async () => 'no')).toMatchObject({ source: 'l1', value: 'fixed' });
    await redis.thaw();
    await vi.waitFor(() => expect(one.layer.health.pendingInvalidations).toBe(0), soon);
    await vi.waitFor(() => expect(one.layer.health.busTrusted).toBe(true), soon);
    expect(valueOf(await one.changeable.get(key, async () => 'newer'))).toBe('newer');
    await usesItsCache(one, 'b');
  });

  it('was killed and comes back empty: nothing old survives, on no node', async () => {
    const [one, two] = [await node(), await node()];
    const key = one.changeable.key('acme', { id: 'a' });
    for (const { changeable } of [one, two]) await changeable.get(key, async () => 'old');
    await redis.kill();
    expect(await one.layer.invalidate([key])).toBe('pending');
    expect(valueOf(await one.changeable.get(key, async () => 'new'))).toBe('new');
    await redis.restart();
    for (const { layer } of [one, two]) {
      await vi.waitFor(
        () => expect(layer.health).toMatchObject({ busTrusted: true, pendingInvalidations: 0 }),
        soon,
      );
    }
    expect(valueOf(await two.changeable.get(key, async () => 'new'))).toBe('new');
    await usesItsCache(two, 'b');
  });

  it('is flushed under 200 callers goes on with right answers', async () => {
    const [one, two] = [await node(), await node()];
    const keys = Array.from({ length: 20 }, (_, index) => one.changeable.key('acme', { id: `k-${index}` }));
    const round = () =>
      Promise.all(
        Array.from({ length: 200 }, (_, caller) => {
          const key = keys[caller % keys.length]!;
          return (caller % 2 === 0 ? one : two).changeable.get(key, async () => key.data);
        }),
      );
    await round();
    const rounds = [round(), redis.flush(), round(), round()] as const;
    for (const readings of [await rounds[0], await rounds[2], await rounds[3]]) {
      readings.forEach((reading, caller) => expect(valueOf(reading)).toBe(keys[caller % keys.length]!.data));
    }
    await vi.waitFor(
      () => expect(one.layer.health.busTrusted && two.layer.health.busTrusted).toBe(true),
      soon,
    );
    await usesItsCache(one, 'b');
  });

  it('is full still invalidates, and loads from the truth', async () => {
    const [one, two] = [await node(), await node()];
    const key = one.changeable.key('acme', { id: 'a' });
    for (const { changeable } of [one, two]) await changeable.get(key, async () => 'old');
    await redis.fill();
    // The values go; saying so needs memory for nothing that was not there before.
    expect(await one.layer.invalidate([key])).toBe('acknowledged');
    expect(valueOf(await one.changeable.get(key, async () => 'new'))).toBe('new');
    await vi.waitFor(() => expect(two.changeable.peek(key)).toBeUndefined(), soon);
    expect(valueOf(await two.changeable.get(key, async () => 'new'))).toBe('new');
    await redis.setConfig('maxmemory', '0');
    await usesItsCache(one, 'b');
  });

  it('loses the subscription while an invalidation is sent does not leave old memory behind', async () => {
    const [one, two] = [await node(), await node()];
    const key = one.changeable.key('acme', { id: 'a' });
    await remembered(two.changeable, key, 'old');
    await Promise.all([redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub'), one.layer.invalidate([key])]);
    await vi.waitFor(() => expect(two.changeable.peek(key)).toBeUndefined(), soon);
    await vi.waitFor(() => expect(two.layer.health.busTrusted).toBe(true), soon);
    expect(valueOf(await two.changeable.get(key, async () => 'new'))).toBe('new');
  });

  it('holds garbage, other types, other tenants’ values and 50 MB loads instead', async () => {
    const one = await node();
    const [mine, theirs] = ['acme', 'globex'].map((tenant) => one.changeable.key(tenant, { id: 'a' }));
    await one.changeable.get(theirs!, async () => 'theirs');
    const foreign = await redis.command('COPY', theirs!.data, mine!.data);
    expect(foreign).toBe(1);
    expect(valueOf(await one.changeable.get(mine!, async () => 'mine'))).toBe('mine');
    const spoil: readonly (readonly [string, ...string[]])[] = [
      ['SET', 'garbage'],
      ['SET', 'x'.repeat(50_000_000)],
      ['LPUSH', 'a', 'list'],
      ['SETRANGE', '20', 'zzzz'],
    ];
    for (const [turn, [command, ...args]] of spoil.entries()) {
      const key = one.changeable.key('acme', { id: `spoilt-${turn}` });
      await one.changeable.get(key, async () => 'old');
      await one.layer.invalidate([key]);
      await redis.command(command, key.data, ...args);
      const reading = await one.changeable.get(key, async () => 'right');
      expect(valueOf(reading), command).toBe('right');
    }
  });

  describe('is behind a network that', () => {
    let proxy: TcpProxy;
    beforeEach(async () => {
      proxy = await tcpProxy({ target: { host: '127.0.0.1', port: redis.port }, seed: 1 });
      closing.push(() => proxy.close());
    });

    const faults = [
      ['hangs', { kind: 'hang' }],
      ['resets connections', { kind: 'reset' }],
      ['refuses connections', { kind: 'refuse' }],
      ['corrupts replies', { kind: 'corrupt', rate: 0.05 }],
      ['is slow', { kind: 'latency', ms: 300 }],
    ] as const;

    for (const [name, fault] of faults) {
      it(`${name} answers rightly meanwhile and recovers`, async () => {
        const [near, far] = [await node(), await node(proxy.port)];
        const key = near.changeable.key('acme', { id: 'a' });
        await far.changeable.get(key, async () => 'old');
        await proxy.set(fault);
        expect(await near.layer.invalidate([key])).toBe('acknowledged');
        await vi.waitFor(() => expect(far.changeable.peek(key)).toBeUndefined(), soon);
        for (let read = 0; read < 10; read += 1) {
          expect(valueOf(await far.changeable.get(key, async () => 'new'))).toBe('new');
        }
        await proxy.heal();
        await vi.waitFor(
          () =>
            expect(far.layer.health).toMatchObject({
              store: 'closed',
              coordination: 'closed',
              busTrusted: true,
            }),
          soon,
        );
        await usesItsCache(far, 'b');
      });
    }
  });
});
