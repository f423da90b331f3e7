import { namespaceOf } from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { redisStores } from '@quotewright/acceleration/redis';
import { type Contender, compareStores, SeededRandom, startRedis } from '@quotewright/acceleration/testing';
import { ManualClock } from '@quotewright/kernel/testing';
import fc from 'fast-check';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';

const FULL_SEQUENCES = 100_000;
const SEQUENCES_PER_ROUND = 50;

export const battery: Battery = {
  name: 'store-differential',
  title: 'whatever two nodes ask of the in-process store and of Redis, both answer alike',
  seconds: 60,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const server = await startRedis();
    const redis = await redisContender(server.url, () => server.flush());
    const memory = memoryContender();
    const failures: BatteryFailure[] = [];
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    try {
      const { property, close } = await compareStores(memory, redis, 'battery');
      while (full ? rounds * SEQUENCES_PER_ROUND < FULL_SEQUENCES : performance.now() < end) {
        const roundSeed = seed + rounds;
        const details = await fc.check(property, { seed: roundSeed, numRuns: SEQUENCES_PER_ROUND });
        if (details.failed) {
          failures.push({ seed: roundSeed, what: fc.defaultReportMessage(details) ?? 'a difference' });
        }
        rounds += 1;
        if (rounds % 50 === 0) log(`${rounds * SEQUENCES_PER_ROUND} sequences`);
      }
      await close();
    } finally {
      await Promise.all([...memory.nodes, ...redis.nodes].map((stores) => stores.close()));
      await server.stop();
    }
    return { rounds, failures };
  },
};

function memoryContender(): Contender {
  const clock = new ManualClock();
  const engine = new MemoryEngine({ clock, random: new SeededRandom(1) });
  return {
    nodes: [memoryStores({ engine }), memoryStores({ engine })],
    advance: (milliseconds) => clock.advance(milliseconds),
    flush: async () => engine.flush(),
  };
}

async function redisContender(url: string, flush: () => Promise<void>): Promise<Contender> {
  const namespace = namespaceOf({ env: 'prove', installationId: 'differential', truthEpoch: 0 });
  // A machine that is busy with the proof may answer late; that is no difference.
  const options = { cache: { mode: 'standalone', url }, namespace, commandTimeout: 10_000 } as const;
  const nodes = [redisStores(options), redisStores(options)] as const;
  await Promise.all(nodes.map((stores) => stores.ready()));
  return { nodes, flush };
}
