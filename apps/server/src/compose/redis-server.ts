import type { RedisServer } from '@quotewright/acceleration/redis';
import type { Config } from '@quotewright/platform/config';

/** The Redis that the configuration names for copies; undefined where it names none. */
export function cacheServer(config: Config): RedisServer | undefined {
  const { redisUrl, redisSentinels, redisCluster } = config;
  if (redisUrl !== undefined) return { mode: 'standalone', url: redisUrl };
  const access = {
    ...(config.redisUsername !== undefined && { username: config.redisUsername }),
    ...(config.redisPassword !== undefined && { password: config.redisPassword }),
  };
  if (redisSentinels !== undefined) {
    return { mode: 'sentinel', name: config.redisSentinelName, sentinels: redisSentinels, ...access };
  }
  return redisCluster === undefined ? undefined : { mode: 'cluster', nodes: redisCluster, ...access };
}
