import { randomBytes } from 'node:crypto';
import { INSTALLATION_SECRET_ID } from '@quotewright/platform/config';
import type { OwnedDatabase, SqlSession } from '@quotewright/platform/postgres';

const BYTES = 32;
const READ = 'select secret from platform.cache_secret where id = $1';
const FILL = 'insert into platform.cache_secret (id, secret) values ($1, $2) on conflict (id) do nothing';

/** The installation's own secret for copies, made by whoever asks first: processes that start together agree on one. */
export function installationSecret(database: OwnedDatabase): Promise<Uint8Array> {
  return database.asOwner(async (session) => {
    const found = await read(session);
    if (found !== undefined) return found;
    // Waits for another process that is filling it, and then leaves the row alone.
    await session.query(FILL, [INSTALLATION_SECRET_ID, randomBytes(BYTES)]);
    return (await read(session)) as Uint8Array;
  });
}

/** For looking only. Undefined: no process has needed it yet. */
export function findInstallationSecret(database: OwnedDatabase): Promise<Uint8Array | undefined> {
  return database.asOwner(read);
}

async function read(session: SqlSession): Promise<Uint8Array | undefined> {
  const { rows } = await session.query(READ, [INSTALLATION_SECRET_ID]);
  return rows[0]?.['secret'] as Uint8Array | undefined;
}
