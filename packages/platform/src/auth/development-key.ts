import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

const FILE = 'development-issuer.jwk';
const ALGORITHM = 'ES256';

/** A private key that only its owner can read. */
export type DevelopmentKey = JWK & { readonly kid: string; readonly alg: string };

/**
 * The key of a data directory, made at its first use. Two processes that start together agree on one: the
 * file appears whole (written aside, then linked), and whoever comes second reads it.
 */
export async function developmentKey(directory: string): Promise<DevelopmentKey> {
  const file = join(directory, FILE);
  const kept = await readKey(file);
  if (kept !== undefined) return kept;

  await mkdir(directory, { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomUUID()}`;
  await writePrivately(aside, JSON.stringify(await newKey()));
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(aside);
  }
  return (await readKey(file)) as DevelopmentKey;
}

async function newKey(): Promise<DevelopmentKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' };
}

async function readKey(file: string): Promise<DevelopmentKey | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others: delete it (tokens end) or run "chmod 600" on it`);
  }
  return JSON.parse(text) as DevelopmentKey;
}

async function writePrivately(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
