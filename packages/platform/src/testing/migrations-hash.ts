import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { contentHash, sha256 } from '@quotewright/kernel';
import type { MigrationSource } from '../postgres/migration.ts';
import { readMigrationFiles } from '../postgres/migration-files.ts';
import { platformMigrations } from '../postgres/platform-migrations.ts';

/** Names what a database holds after these migrations, in this version of the embedded engine. */
export async function migrationsHash(migrations: readonly MigrationSource[]): Promise<string> {
  const files = (await Promise.all([platformMigrations, ...migrations].map(readMigrationFiles))).flat();
  return contentHash([
    await engineIdentity(),
    ...files.map((file) => [file.context, file.name, file.sha256]),
  ]);
}

async function engineIdentity(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return sha256(await readFile(new URL('../package.json', pathToFileURL(entry))));
}
