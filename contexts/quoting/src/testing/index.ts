export { quotingMigrations } from '../migrations.ts';
export * from './committed-events.ts';
export * from './document-sources.ts';
export * from './pdf-text.ts';
export * from './pricing-in-memory.ts';
export * from './quote-driver.ts';
export * from './routes-of-quotes.ts';
export * from './running-quoting.ts';
export * from './upstream-in-memory.ts';
