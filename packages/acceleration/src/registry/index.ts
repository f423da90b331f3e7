export type {
  Category,
  CategoryAnswers,
  Invalidation,
  Loading,
  Protection,
  Sensitivity,
  TimeToLive,
  WhenStoreDown,
} from './category.ts';
export type { Finding } from './check-category.ts';
export type { Codec } from './codec.ts';
export { bytesCodec, jsonCodec } from './codecs.ts';
export { defineCategory } from './define-category.ts';
export type { CategoryKind } from './kinds.ts';
export { type ListedCategory, listing } from './listing.ts';
export { type MemoryAssumptions, type MemoryPlan, memoryPlan, type PlannedCategory } from './memory-plan.ts';
export { cacheReference, type ReferenceSection } from './reference.ts';
export { createRegistry, type Registry } from './registry.ts';
