import { execFile } from 'node:child_process';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  folderOfPrograms,
  freePort,
  postgresFolders,
  type ServerProcess,
  startServer,
} from '@quotewright/acceleration/testing';

/** A private server on a loopback port, in a temporary folder, gone when it is stopped. */
export interface PostgresService {
  /** Of its superuser, database `postgres`. */
  readonly url: string;
  readonly directory: string;
  /** The server's process, to kill or freeze it. */
  pid(): Promise<number>;
  stop(): Promise<void>;
}

export interface PostgresServiceOptions {
  /** Off by default, which is right for throw-away tests only: crash rehearsals want it on. */
  readonly fsync?: boolean;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Why this machine cannot run a private PostgreSQL, or undefined when it can. */
export async function postgresMissing(): Promise<string | undefined> {
  if (programs() === undefined) {
    return 'no PostgreSQL server programs (initdb, postgres) on PATH or below /usr/lib/postgresql';
  }
  if (process.getuid?.() === 0 && (await account()) === undefined) {
    return 'PostgreSQL refuses to run as root, and there is no user "postgres" to run it as';
  }
  return undefined;
}

export async function startPostgres(options: PostgresServiceOptions = {}): Promise<PostgresService> {
  const folder = programs();
  if (folder === undefined) throw new Error(await postgresMissing());
  const owner = process.getuid?.() === 0 ? await account() : undefined;
  const directory = await mkdtemp(join(tmpdir(), 'quotewright-postgres-'));
  try {
    if (owner !== undefined) await chown(directory, owner.uid, owner.gid);
    const data = join(directory, 'data');
    await initialise(folder, data, owner);
    const { server, port } = await startOnFreePort(folder, directory, options, owner);
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      directory,
      pid: async () => Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]),
      stop: () => server.stop(),
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

function programs(): string | undefined {
  return folderOfPrograms(['initdb', 'postgres'], postgresFolders());
}

async function account(): Promise<Account | undefined> {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = entries.find(([name]) => name === 'postgres');
  return entry === undefined ? undefined : { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function initialise(folder: string, data: string, owner: Account | undefined): Promise<void> {
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(join(folder, 'initdb'), args, { cwd: tmpdir(), ...owner });
}

async function startOnFreePort(
  folder: string,
  directory: string,
  { fsync = false }: PostgresServiceOptions,
  owner: Account | undefined,
): Promise<{ server: ServerProcess; port: number }> {
  const durability = fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      max_connections: '200',
      log_min_messages: 'fatal',
      ...durability,
    };
    const server = startServer({
      program: join(folder, 'postgres'),
      args: [
        '-D',
        join(directory, 'data'),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      directory,
      logFile: join(directory, 'server.log'),
      stopSignal: 'QUIT',
      ...owner,
    });
    if (await becomesReady(join(directory, 'data', 'postmaster.pid'))) return { server, port };
    await server.halt();
    if (attempt === 3)
      throw new Error(`PostgreSQL did not start: ${await readFile(join(directory, 'server.log'), 'utf8')}`);
  }
}

/** As pg_ctl does it: the last line of postmaster.pid tells the server's state. */
async function becomesReady(pidFile: string): Promise<boolean> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (lines[7]?.trim() === 'ready') return true;
    await sleep(50);
  }
  return false;
}
