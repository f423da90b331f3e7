export { leastPrivilege } from './least-privilege.ts';
export * from './redis-options.ts';
export { type RedisStores, redisStores } from './redis-stores.ts';
export type { ServerReport } from './server-report.ts';
