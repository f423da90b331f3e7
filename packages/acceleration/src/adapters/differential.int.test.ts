import { randomUUID } from 'node:crypto';
import { ManualClock } from '@quotewright/kernel/testing';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { namespaceOf } from '../keys/namespace.ts';
import { compareStores } from '../testing/differential.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { MemoryEngine, memoryStores } from './memory/index.ts';
import { redisStores } from './redis/index.ts';

const url = process.env['REDIS_URL'] ?? '';

describe.skipIf(url === '')('the in-process store (compared where REDIS_URL names a Redis)', () => {
  it('answers whatever it is asked as Redis does', async () => {
    const clock = new ManualClock();
    const engine = new MemoryEngine({ clock, random: new SeededRandom(1) });
    const memory = [memoryStores({ engine }), memoryStores({ engine })] as const;
    const namespace = namespaceOf({ env: 'differential', installationId: randomUUID(), truthEpoch: 0 });
    const open = () => redisStores({ cache: { mode: 'standalone', url }, namespace, commandTimeout: 10_000 });
    const redis = [open(), open()] as const;
    await Promise.all(redis.map((stores) => stores.ready()));
    const advance = (milliseconds: number) => clock.advance(milliseconds);
    const comparison = await compareStores({ nodes: memory, advance }, { nodes: redis }, namespace.text);
    try {
      await fc.assert(comparison.property, { numRuns: 150 });
    } finally {
      await comparison.close();
      await Promise.all([...memory, ...redis].map((stores) => stores.close()));
    }
  });
});
