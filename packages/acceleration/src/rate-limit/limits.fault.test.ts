import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../ports/index.ts';
import { startRedis } from '../testing/servers/redis.ts';
import { redisMissing } from '../testing/servers/redis-process.ts';
import { NODES, quota } from './fixtures/redis-limits.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;

interface Admitted {
  readonly store: number;
  readonly local: number;
}

async function startNodes(url: string): Promise<readonly ChildProcess[]> {
  const installationId = `i-${systemRandom.token().replaceAll('_', '-')}`;
  const script = new URL('./fixtures/limit-process.ts', import.meta.url);
  return Promise.all(
    Array.from({ length: NODES }, async () => {
      const child = fork(script, [url, installationId]);
      onTestFinished(() => void child.kill('SIGKILL'));
      await once(child, 'message');
      return child;
    }),
  );
}

/** What all nodes together were granted, and in how many milliseconds at most. */
async function storm(nodes: readonly ChildProcess[], attempts: number) {
  const begun = performance.now();
  const answers = await Promise.all(
    nodes.map(async (child) => {
      const answer = once(child, 'message');
      child.send(attempts);
      return ((await answer) as [Admitted])[0];
    }),
  );
  const total = (source: 'store' | 'local') => answers.reduce((sum, answer) => sum + answer[source], 0);
  return { store: total('store'), local: total('local'), ms: performance.now() - begun };
}

const comesBack = (ms: number) => (ms * quota.units) / quota.window;

describe.skipIf(missing !== undefined)(`two processes on one Redis${because}`, () => {
  it('admit of twenty thousand attempts the burst and what comes back, exactly', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const nodes = await startNodes(redis.url);
    const { store, local, ms } = await storm(nodes, 10_000);
    expect(store).toBeGreaterThanOrEqual(quota.burst);
    expect(store).toBeLessThanOrEqual(quota.burst + comesBack(ms) + 1);
    expect(local).toBeLessThanOrEqual(comesBack(ms));
  });

  it('stay within the quota of each life of the store, and of their own part, while it is frozen, emptied and killed', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const nodes = await startNodes(redis.url);
    const storms: Awaited<ReturnType<typeof storm>>[] = [];
    const begun = performance.now();
    const blows = async () => void storms.push(await storm(nodes, 2_000));
    await blows();
    await redis.freeze();
    await blows();
    await redis.thaw();
    await Promise.all([blows(), redis.flush()]);
    await redis.kill();
    await blows();
    await redis.restart();
    await blows();
    const ms = performance.now() - begun;
    const total = (source: 'store' | 'local') => storms.reduce((sum, one) => sum + one[source], 0);
    // Started empty, emptied once, killed once.
    const lives = 3;
    expect(total('store')).toBeGreaterThanOrEqual(quota.burst);
    expect(total('store')).toBeLessThanOrEqual(quota.burst * lives + comesBack(ms) + lives);
    expect(total('local')).toBeLessThanOrEqual(comesBack(ms) + quota.burst);
  });
});
