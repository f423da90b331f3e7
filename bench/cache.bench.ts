import { startRedis } from '@quotewright/acceleration/testing';
import type { Benchmark, Measure } from './benchmark.ts';
import { coldKeys, failingLoads } from './cache/crowds.ts';
import { frozenStore } from './cache/frozen-store.ts';
import { localHits } from './cache/local-hits.ts';
import { storeHits } from './cache/store-hits.ts';
import { inTurns } from './cache/variant.ts';
import { peers } from './peers/index.ts';
import { startNodeProcess } from './peers/node-processes.ts';

export const benchmark: Benchmark = {
  name: 'cache',
  title: 'hits in memory and on the store, crowds at a cold key, and a store that hangs',
  async run({ rounds, log }) {
    const redis = await startRedis();
    const nodes = await Promise.all([node(), node(), node(), node()]);
    async function node() {
      // The truth is not asked here: every load of these measurements has its answer at hand.
      return startNodeProcess(redis.url);
    }
    const measures: Measure[] = [];
    try {
      log('hits in memory');
      const inMemory = await localHits();
      measures.push(...(await inTurns(inMemory.variants, rounds)));
      await inMemory.close();
      log('hits on the store');
      const onStore = await storeHits(redis.url);
      measures.push(...(await inTurns(onStore.variants, rounds)));
      await onStore.close();
      log('crowds at a cold key, failing loads');
      measures.push(...(await coldKeys(nodes, peers, redis.url, rounds)));
      measures.push(...(await inTurns(failingLoads(nodes[0], peers), rounds)));
      log('a store that hangs');
      const server = { url: redis.url, pid: await redis.pid() };
      measures.push(...(await frozenStore([nodes[0], nodes[1]], peers, server, rounds)));
    } finally {
      await Promise.all(nodes.map((process) => process.stop()));
      await redis.stop();
    }
    for (const { name, configured } of peers) log(`${name}: ${configured}`);
    return measures;
  },
};
