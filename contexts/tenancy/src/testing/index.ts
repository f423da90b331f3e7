export * from './running-tenancy.ts';
export * from './tenancy-builders.ts';
