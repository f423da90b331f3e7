import { startRedis } from '@quotewright/acceleration/testing';
import type { Benchmark } from './benchmark.ts';
import { peers } from './peers/index.ts';
import { runScenario } from './races/run-scenario.ts';
import type { Scenario } from './races/scenario.ts';
import { scenarios } from './races/scenarios.ts';
import { soak } from './races/soak.ts';
import type { TableRow } from './table.ts';

/** Seconds per peer at nine rounds. */
const SOAK = 8;

/**
 * What a cache answers when things cross: every peer plays the same interleavings on a real Redis. Verdicts, not
 * timings, so that rounds only scale the soak.
 */
export const benchmark: Benchmark = {
  name: 'races',
  title: 'invalidations that cross loads, nodes and faults: which value is answered afterwards',
  async run({ rounds, log, table }) {
    const [redis, truth] = [await startRedis(), await startRedis()];
    const redisPid = await redis.pid();
    const soakSeconds = Math.max(1, Math.round((SOAK * rounds) / 9));
    const columns = peers.map(({ name }) => name);

    async function rowsOf(scenario: Scenario): Promise<readonly TableRow[]> {
      const cells: (readonly string[])[] = [];
      for (const peer of peers) {
        const namespace = `${peer.name}-${scenario.name}`;
        const order = { peer: peer.name, namespace, redisUrl: redis.url, redisPid, truthUrl: truth.url };
        cells.push(await runScenario(scenario, { ...order, soakSeconds }));
      }
      return scenario.labels.map((label, at) => ({ label, cells: cells.map((of) => of[at] ?? '–') }));
    }

    try {
      const rows: TableRow[] = [];
      for (const scenario of scenarios) {
        log(`playing ${scenario.name}`);
        rows.push(...(await rowsOf(scenario)));
      }
      const notes = peers.map(({ name, configured }) => `${name}: ${configured}`);
      table({
        title: 'after an acknowledged invalidation',
        columns,
        rows,
        notes: [
          'STALE: older than an invalidation that was acknowledged before the read began; HANGS: no end in sight',
          'waits: no answer while Redis is frozen; refused: the caller is told that it is not done; –: does not arise',
          ...notes,
        ],
      });
      table({ title: `soak, 2 processes, ${soakSeconds} s`, columns, rows: await rowsOf(soak), notes: [] });
    } finally {
      await Promise.all([redis.stop(), truth.stop()]);
    }
    return [];
  },
};
