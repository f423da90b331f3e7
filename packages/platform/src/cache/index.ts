export * from './accelerated-reads.ts';
export { steerableCategory, warmableCategory } from './admin/admin-category.ts';
export {
  type ExposedAnswer,
  type ExposedCopy,
  type ExposureQuestion,
  type ExposureReport,
  exposure,
  type SuspectCopies,
} from './admin/exposure.ts';
export { linesOfLog } from './admin/log-lines.ts';
export { cacheAdminModule } from './cache-admin-module.ts';
export { cacheErrors } from './cache-errors.ts';
export { cacheEvents } from './cache-events.ts';
export { cacheGenerations } from './cache-generations.ts';
export * from './cache-quarantine.ts';
export { cacheTunings } from './cache-tunings.ts';
export type * from './cached-category.ts';
export type { Caches } from './caches.ts';
export { type ExplainedCopy, type ExplainRefusal, explainCopy } from './explain-copy.ts';
export * from './invalidate.ts';
export { keyHash } from './key-hash.ts';
export type { LoggedCopy } from './logged-copies.ts';
export * from './purge-cache.ts';
export { purgeConsumer } from './purge-consumer.ts';
export * from './reconcile-copies.ts';
export { type NotedRead, notedReads, notingReads } from './request-reads.ts';
export * from './tune-cache.ts';
export * from './warm-copies.ts';
