import type { MigrationSource } from '@quotewright/platform/postgres';

export const quotingMigrations: MigrationSource = {
  context: 'quoting',
  directory: new URL('../sql/', import.meta.url),
};
