import type { MigrationSource } from '@quotewright/platform/postgres';

export const orderingMigrations: MigrationSource = {
  context: 'ordering',
  directory: new URL('../sql/', import.meta.url),
};
