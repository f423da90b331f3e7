import type { MigrationSource } from '@quotewright/platform/postgres';

export const tenancyMigrations: MigrationSource = {
  context: 'tenancy',
  directory: new URL('../sql/', import.meta.url),
};
