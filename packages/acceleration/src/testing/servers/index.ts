export { freePort, isListening } from './free-port.ts';
export { folderOfPrograms, postgresFolders } from './programs.ts';
export { type RedisService, type RedisServiceOptions, startRedis } from './redis.ts';
export { type RedisClusterService, startRedisCluster } from './redis-cluster.ts';
export { redisMissing } from './redis-process.ts';
export { type RedisSentinelSet, startSentinelSet } from './redis-sentinel-set.ts';
export { type ServerProcess, startServer } from './server-process.ts';
export { startTlsRedis, type TlsRedisService, tlsRedisMissing } from './tls-redis.ts';
