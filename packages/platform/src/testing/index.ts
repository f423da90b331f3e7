export { dropTestDatabases } from './postgres-test-engine.ts';
export * from './test-engine.ts';
export * from './test-server.ts';
