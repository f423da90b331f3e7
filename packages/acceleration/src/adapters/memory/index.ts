export { StoreFullError } from './byte-budget.ts';
export { MemoryEngine, type MemoryEngineOptions, type MemoryStats } from './memory-engine.ts';
export { memoryStores } from './memory-stores.ts';
