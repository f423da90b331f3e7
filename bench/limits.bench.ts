import { startRedis } from '@quotewright/acceleration/testing';
import type { Benchmark } from './benchmark.ts';
import { inTurns } from './cache/variant.ts';
import { decisions } from './limits/decisions.ts';

/** The bar: a decision at 0.8 of the bare script's throughput at least. */
export const benchmark: Benchmark = {
  name: 'limits',
  title: 'decisions of rate limits, against the same script called bare; and without the store',
  async run({ rounds }) {
    const redis = await startRedis();
    try {
      const { variants, close } = await decisions(redis.url);
      const measures = await inTurns(variants, rounds);
      await close();
      return measures;
    } finally {
      await redis.stop();
    }
  },
};
