import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isListening } from './free-port.ts';
import { folderOfPrograms } from './programs.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** Redis, or Valkey under its own name. */
const PROGRAMS = ['redis-server', 'valkey-server'];

/** Why this machine cannot run a private Redis, or undefined when it can. */
export function redisMissing(): string | undefined {
  return program() === undefined ? 'no redis-server or valkey-server on PATH' : undefined;
}

export interface RedisProcessOptions {
  /** Settings of the configuration file; a value is written as it stands there. */
  readonly settings: (port: number, directory: string) => Readonly<Record<string, string>>;
  /** Further lines of the configuration file. */
  readonly lines?: readonly string[];
  readonly sentinel?: boolean;
  /** Whether the server on this port answers. */
  readonly answers: (port: number) => Promise<boolean>;
}

/** A server process that can be stopped in every way there is, and started again where it was. */
export interface RedisProcess {
  readonly port: number;
  readonly directory: string;
  pid(): Promise<number>;
  /** SIGSTOP: connections stay open, nothing is answered. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** SIGKILL. Resolves when nobody listens any more. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after stopping it if need be. What was in memory is lost. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisProcess(options: RedisProcessOptions): Promise<RedisProcess> {
  const file = program();
  if (file === undefined) throw new Error(redisMissing());
  const directory = await mkdtemp(join(tmpdir(), 'quotewright-redis-'));
  const pidFile = join(directory, 'redis.pid');
  const pid = async () => Number(await readFile(pidFile, 'utf8'));
  const signal = async (name: NodeJS.Signals) => void process.kill(await pid(), name);

  async function launch(port: number): Promise<ServerProcess | undefined> {
    const settings = {
      bind: '127.0.0.1',
      port: String(port),
      save: '""',
      appendonly: 'no',
      dir: directory,
      pidfile: pidFile,
      daemonize: 'no',
      ...options.settings(port, directory),
    };
    const lines = [
      ...Object.entries(settings).map(([name, value]) => `${name} ${value}`),
      ...(options.lines ?? []),
    ];
    const configuration = join(directory, 'redis.conf');
    await writeFile(configuration, `${lines.join('\n')}\n`);
    await rm(pidFile, { force: true });
    const args = [configuration, ...(options.sentinel === true ? ['--sentinel'] : [])];
    const logFile = join(directory, 'server.log');
    const server = startServer({ program: file as string, args, directory, logFile, stopSignal: 'TERM' });
    if (await becomesTrue(() => options.answers(port))) return server;
    await server.halt();
    return undefined;
  }

  async function failure(): Promise<Error> {
    return new Error(`Redis did not start: ${await readFile(join(directory, 'server.log'), 'utf8')}`);
  }

  async function launchOnFreePort(): Promise<{ server: ServerProcess; port: number }> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const port = await freePort();
      const server = await launch(port);
      if (server !== undefined) return { server, port };
    }
    const error = await failure();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }

  const first = await launchOnFreePort();
  const { port } = first;
  let server = first.server;
  return {
    port,
    directory,
    pid,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async kill() {
      await signal('SIGKILL');
      // Its process stays in the table until its keeper ends: the port tells.
      await becomesTrue(async () => !(await isListening(port)));
    },
    async restart() {
      await server.halt();
      const again = await launch(port);
      if (again === undefined) throw await failure();
      server = again;
    },
    stop: () => server.stop(),
  };
}

function program(): string | undefined {
  for (const name of PROGRAMS) {
    const folder = folderOfPrograms([name]);
    if (folder !== undefined) return join(folder, name);
  }
  return undefined;
}

/** Asks until it is so, for ten seconds at most. */
export async function becomesTrue(question: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    if (await question().catch(() => false)) return true;
    await sleep(20);
  }
  return false;
}
