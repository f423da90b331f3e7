import { startRedis } from '@quotewright/acceleration/testing';
import type { Benchmark } from './benchmark.ts';
import { inTurns } from './cache/variant.ts';
import { decisions } from './limits/decisions.ts';
import { requestCost } from './limits/request-cost.ts';

/** The bars: a decision at 0.8 of the bare script's throughput at least; a request at 0.5 of a bare server's where memory counts, at 0.3 where Redis does. */
export const benchmark: Benchmark = {
  name: 'limits',
  title: 'decisions of rate limits, against the same script called bare; what they add to a request',
  async run({ rounds }) {
    const redis = await startRedis();
    try {
      const { variants, close } = await decisions(redis.url);
      const measures = await inTurns(variants, rounds);
      await close();
      return [...measures, ...(await requestCost(rounds))];
    } finally {
      await redis.stop();
    }
  },
};
