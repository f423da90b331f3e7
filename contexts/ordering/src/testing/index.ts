export { orderingMigrations } from '../migrations.ts';
export * from './conversion-nodes.ts';
export * from './ordering-server.ts';
export * from './running-ordering.ts';
