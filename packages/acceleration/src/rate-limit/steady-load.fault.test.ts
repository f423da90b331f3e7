import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../ports/index.ts';
import { startRedis } from '../testing/servers/redis.ts';
import { redisMissing } from '../testing/servers/redis-process.ts';
import { ask, redisLimits } from './fixtures/redis-limits.ts';
import type { LimitDecision } from './limits.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;

/** Of each node. A caller asks again so many milliseconds after his answer: together they stay below the share, whatever happens. */
const CALLERS = 2;
const BETWEEN = 10;
const PATIENCE = 25;

type Node = Awaited<ReturnType<typeof redisLimits>>;

/** Callers that go on until they are told to stop. */
function callers(nodes: readonly Node[]) {
  const decisions: LimitDecision[] = [];
  const over = new AbortController();
  const caller = async ({ limits }: Node) => {
    while (!over.signal.aborted) {
      decisions.push(await limits.take({ ...ask, patience: PATIENCE }));
      await pause(BETWEEN);
    }
  };
  const all = Promise.all(nodes.flatMap((node) => Array.from({ length: CALLERS }, () => caller(node))));
  const admitted = (source: 'store' | 'local') =>
    decisions.filter((one) => one.kind === 'admitted' && one.source === source).length;
  return {
    decisions,
    /** Resolves when so many more were admitted by that source. */
    async until(source: 'store' | 'local', more: number) {
      const enough = admitted(source) + more;
      await expect.poll(() => admitted(source), { timeout: 20_000 }).toBeGreaterThanOrEqual(enough);
    },
    async stop() {
      over.abort();
      await all;
    },
  };
}

describe.skipIf(missing !== undefined)(`callers who keep within their quota${because}`, () => {
  it.each([
    ['killed and started again', 'kill', 'restart'],
    ['frozen and thawed', 'freeze', 'thaw'],
  ] as const)('are never refused while the store is %s', async (_words, goes, comes) => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const installationId = `i-${systemRandom.token().replaceAll('_', '-')}`;
    const nodes = [
      await redisLimits(redis.url, installationId),
      await redisLimits(redis.url, installationId),
    ];
    onTestFinished(async () => void (await Promise.all(nodes.map((node) => node.close()))));
    const load = callers(nodes);
    for (let outage = 0; outage < 3; outage += 1) {
      await load.until('store', 100);
      await redis[goes]();
      await load.until('local', 100);
      await redis[comes]();
    }
    await load.until('store', 100);
    await load.stop();
    expect(load.decisions.filter(({ kind }) => kind !== 'admitted')).toEqual([]);
  });
});
