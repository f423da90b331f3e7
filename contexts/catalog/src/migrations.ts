import type { MigrationSource } from '@quotewright/platform/postgres';

export const catalogMigrations: MigrationSource = {
  context: 'catalog',
  directory: new URL('../sql/', import.meta.url),
};
