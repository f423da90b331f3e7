export * from './account-builders.ts';
export * from './running-accounts.ts';
