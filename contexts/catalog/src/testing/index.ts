export * from './catalog-builders.ts';
export * from './running-catalog.ts';
