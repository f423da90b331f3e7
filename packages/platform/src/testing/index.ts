export { type CommitCutter, commitCutter } from '../idempotency/fixtures/commit-cutter.ts';
export * from './event-faults.ts';
export { dropTestDatabases } from './postgres-test-engine.ts';
export * from './test-engine.ts';
export * from './test-server.ts';
export * from './transport-contract/index.ts';
