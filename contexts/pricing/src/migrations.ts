import type { MigrationSource } from '@quotewright/platform/postgres';

export const pricingMigrations: MigrationSource = {
  context: 'pricing',
  directory: new URL('../sql/', import.meta.url),
};
