import type { MigrationSource } from '@quotewright/platform/postgres';

export const accountsMigrations: MigrationSource = {
  context: 'accounts',
  directory: new URL('../sql/', import.meta.url),
};
