export { cacheErrors } from './cache-errors.ts';
export { cacheGenerations } from './cache-generations.ts';
export * from './purge-cache.ts';
