import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisService, SeededRandom } from '@quotewright/acceleration/testing';
import type { CommitCutter } from '@quotewright/platform/testing';

const MOST_DEEDS = 3;

/** What befalls store and connections while a storm goes on. When it resolves, the store answers again. */
export async function disturb(
  redis: RedisService,
  cutters: readonly CommitCutter[],
  random: SeededRandom,
): Promise<void> {
  const deeds: readonly (() => Promise<unknown> | void)[] = [
    () => redis.flush(),
    () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {}),
    () => redis.command('CLIENT', 'PAUSE', String(random.between(1, 200))),
    () => forgePointers(redis, random),
    () => random.pick(cutters).cutNext('before'),
    () => random.pick(cutters).cutNext('after'),
    () => random.pick(cutters).cutNext('after'),
    async () => {
      await redis.freeze();
      await sleep(random.between(1, 300));
      await redis.thaw();
    },
    async () => {
      await redis.kill();
      await sleep(random.between(1, 200));
      await redis.restart();
    },
  ];
  for (let left = random.between(0, MOST_DEEDS); left > 0; left -= 1) {
    await sleep(random.between(0, 40));
    await random.pick(deeds)();
  }
}

/** Pointers of other commands, and bytes that are none, under the keys that are asked. */
async function forgePointers(redis: RedisService, random: SeededRandom): Promise<void> {
  const found = ((await redis.command('KEYS', '*oms:idempotency:*')) as string[]).filter(
    (key) => !/(lock|wait):/.test(key),
  );
  for (const key of found.slice(0, 20)) {
    const other = random.pick(found);
    if (other === key || random.chance(0.5))
      await redis.command('SET', key, 'not an envelope', 'PX', '60000');
    else await redis.command('COPY', other, key, 'REPLACE');
  }
}
