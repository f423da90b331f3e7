import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisService } from '@quotewright/acceleration/testing';
import type { Chance } from './step.ts';

/** Everything that may happen to a store, by chance and one after the other, until the scene is over. It is whole again afterwards. */
export async function disturb(
  redis: RedisService,
  random: Chance,
  goesOn: () => boolean,
): Promise<readonly string[]> {
  const done: string[] = [];
  const memory = new Map<string, string>();
  const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
    killed: async () => {
      await redis.kill();
      await sleep(random.between(0, 800));
      await redis.restart();
    },
    frozen: async () => {
      await redis.freeze();
      await sleep(random.between(50, 1_500));
      await redis.thaw();
    },
    flushed: () => redis.flush(),
    full: async () => {
      await redis.fill();
      await sleep(random.between(50, 800));
      await redis.setConfig('maxmemory', '0');
      await redis.flush();
    },
    evicting: async () => {
      await redis.setConfig('maxmemory-policy', 'allkeys-random');
      await redis.setConfig('maxmemory', '1mb');
      await sleep(random.between(50, 800));
      await redis.setConfig('maxmemory', '0');
      await redis.setConfig('maxmemory-policy', 'noeviction');
    },
    'connections cut': () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {}),
    'buses cut': () => redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    garbage: () => eachOf(redis, random, (key) => redis.command('SET', key, 'garbage', 'KEEPTTL')),
    'wrong type': () =>
      eachOf(redis, random, async (key) => {
        await redis.command('DEL', key);
        await redis.command('RPUSH', key, 'a', 'list');
      }),
    // Other tenants' values, values of older versions, prices of other inputs.
    misplaced: () =>
      eachOf(redis, random, async (key) => redis.command('COPY', await someKey(redis), key, 'REPLACE')),
    'leases lost': () => leases(redis, (key) => redis.command('DEL', key)),
    remembered: () => remember(redis, memory),
    // A failover to somebody who had not heard of the latest writes.
    'taken back': () => takeBack(redis, memory),
  };
  while (goesOn()) {
    await sleep(random.between(30, 400));
    const name = random.pick(Object.keys(deeds));
    await deeds[name]?.();
    done.push(name);
  }
  return done;
}

async function someKey(redis: RedisService): Promise<string> {
  return String(await redis.command('RANDOMKEY'));
}

const KEYS_AT_A_TIME = 30;

/** A key may be gone, or another's, before it is its turn. */
async function eachOf(
  redis: RedisService,
  random: Chance,
  work: (key: string) => Promise<unknown>,
): Promise<void> {
  for (let left = random.between(1, KEYS_AT_A_TIME); left > 0; left -= 1) {
    await work(await someKey(redis)).catch(() => {});
  }
}

async function leases(redis: RedisService, work: (key: string) => Promise<unknown>): Promise<void> {
  const keys = (await redis.command('KEYS', '*lease*')) as readonly string[];
  for (const key of keys) await work(key);
}

/** Values of an earlier moment, as they are shown to people: text keys only, which all copies are. */
async function remember(redis: RedisService, memory: Map<string, string>): Promise<void> {
  memory.clear();
  for (let tries = 0; tries < 200; tries += 1) {
    const key = await someKey(redis);
    if (key !== 'null') memory.set(key, `${key}@then`);
  }
  for (const [key, then] of memory) await redis.command('COPY', key, then, 'REPLACE').catch(() => {});
}

async function takeBack(redis: RedisService, memory: ReadonlyMap<string, string>): Promise<void> {
  for (const [key, then] of memory) await redis.command('COPY', then, key, 'REPLACE').catch(() => {});
}
