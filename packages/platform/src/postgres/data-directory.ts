import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail } from './errors.ts';

/*
 * Two processes on one PGlite directory destroy it, so exactly one may hold it. The lock is the operating
 * system's, taken through SQLite on an empty file: the kernel lets go of it when the process dies in
 * whatever way. A file with a process id alone was rejected: ids are reused, two starters can both find it
 * stale, and in containers that share a volume the id says nothing. It is kept beside the lock for people.
 */

export interface DataDirectory {
  /** Where the engine keeps its files. */
  readonly engine: string;
  /** To be called when the engine has started once: what is there now is data. */
  ready(): void;
  release(): void;
}

/** Creates and locks the directory. Throws `DATABASE_DIRECTORY_IN_USE`. */
export function holdDataDirectory(directory: string): DataDirectory {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(directory);
  const engine = join(directory, 'database');
  const unfinished = join(directory, 'database.unfinished');

  // A first start that was killed half way left a database that never was one: nothing was ever committed there.
  if (existsSync(unfinished)) rmSync(engine, { recursive: true, force: true });
  if (!existsSync(engine)) writeFileSync(unfinished, '');

  return {
    engine,
    ready: () => rmSync(unfinished, { force: true }),
    release: () => lock.close(),
  };
}

function lockDirectory(directory: string): DatabaseSync {
  const holder = join(directory, 'database.pid');
  const lock = new DatabaseSync(join(directory, 'database.lock'));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5 /* SQLITE_BUSY */) throw error;
    const pid = existsSync(holder) ? readFileSync(holder, 'utf8').trim() : 'unknown';
    const message = `the data directory ${directory} is in use by the process ${pid}: stop it first, or choose another directory`;
    throw fail('DATABASE_DIRECTORY_IN_USE', message);
  }
  writeFileSync(holder, `${process.pid}\n`);
  return lock;
}
