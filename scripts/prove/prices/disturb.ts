import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisService, SeededRandom } from '@quotewright/acceleration/testing';

const FROZEN_MS = 1_000;

/** Disturbs the store while the round goes on; it is whole again when this resolves. */
export async function disturb(
  redis: RedisService,
  random: SeededRandom,
  goesOn: () => boolean,
  noted: () => void,
): Promise<void> {
  const deeds: readonly (() => Promise<unknown>)[] = [
    () => redis.flush(),
    () => redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {}),
    () => misplace(redis),
    async () => {
      await redis.freeze();
      await sleep(FROZEN_MS);
      await redis.thaw();
    },
  ];
  while (goesOn()) {
    await sleep(random.between(2_000, 6_000));
    if (!goesOn()) return;
    await random.pick(deeds)();
    noted();
  }
}

/** Puts prices under the keys of other prices, also of other tenants. */
async function misplace(redis: RedisService): Promise<void> {
  const keys = new Set<string>();
  for (let tries = 0; tries < 200; tries += 1) {
    const key = String(await redis.command('RANDOMKEY'));
    if (key.includes('result')) keys.add(key);
  }
  const all = [...keys];
  for (const [index, key] of all.entries()) {
    await redis.command('COPY', all[(index + 1) % all.length] as string, key, 'REPLACE').catch(() => {});
  }
}
