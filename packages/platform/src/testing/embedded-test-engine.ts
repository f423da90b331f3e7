import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@quotewright/kernel';
import { migrate } from '../postgres/migrate.ts';
import type { MigrationSource } from '../postgres/migration.ts';
import { openEmbedded } from '../postgres/open-embedded.ts';
import { migrationsHash } from './migrations-hash.ts';
import type { TestEngine } from './test-engine.ts';

/** Starts from a snapshot that is kept between runs: initialising and migrating costs seconds, loading a fraction. */
export const embeddedTestEngine: TestEngine = {
  name: 'embedded',
  async open({ migrations, clock = systemClock }) {
    const snapshot = await migratedSnapshot(migrations);
    const db = await openEmbedded({ directory: 'memory', clock, snapshot });
    return { db, close: () => db.close() };
  },
};

async function migratedSnapshot(migrations: readonly MigrationSource[]): Promise<Blob> {
  const folder = join(tmpdir(), `quotewright-snapshots-${userInfo().uid}`);
  const file = join(folder, `${await migrationsHash(migrations)}.tar`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined) return new Blob([kept]);

  const database = await openEmbedded({ directory: 'memory', clock: systemClock });
  try {
    await migrate(database, migrations);
    const snapshot = await database.snapshot();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(file, Buffer.from(await snapshot.arrayBuffer()));
    return snapshot;
  } finally {
    await database.close();
  }
}

/** Another worker reads either nothing or all of it. */
async function writeWhole(file: string, content: Buffer): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, 'w', 0o600);
  await handle.writeFile(content);
  await handle.close();
  await rename(draft, file);
}
