import type { MigrationSource } from './migration.ts';

/** Always the first: the other contexts' tables are protected by its function. */
export const platformMigrations: MigrationSource = {
  context: 'platform',
  directory: new URL('../../sql/', import.meta.url),
};
