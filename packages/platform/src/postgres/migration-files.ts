import { readdir, readFile } from 'node:fs/promises';
import { sha256 } from '@quotewright/kernel';
import { fail } from './errors.ts';
import type { MigrationSource } from './migration.ts';

export interface MigrationFile {
  readonly context: string;
  readonly number: number;
  /** `000001_tenant_isolation.sql` */
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

const NAME = /^(\d{6})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;

/** A source's files in order. Refuses names out of pattern, and numbers that are not 1, 2, 3, … */
export async function readMigrationFiles(source: MigrationSource): Promise<readonly MigrationFile[]> {
  const names = (await readdir(source.directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name, index) => readMigrationFile(source, name, index + 1)));
}

async function readMigrationFile(
  { context, directory }: MigrationSource,
  name: string,
  expected: number,
): Promise<MigrationFile> {
  const number = Number(NAME.exec(name)?.[1]);
  if (number !== expected) {
    const wanted = `${String(expected).padStart(6, '0')}_<what>.sql`;
    throw fail('MIGRATION_REFUSED', `${context}/${name}: the next file must be named ${wanted}`);
  }
  const sql = await readFile(new URL(name, directory), 'utf8');
  return { context, number, name, sha256: sha256(sql), sql };
}
