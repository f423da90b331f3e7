import { mkdtemp, readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { folderOfPrograms } from './programs.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A private server on a loopback port that keeps nothing on disk. */
export interface RedisService {
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** The server's process, to kill or freeze it. */
  pid(): Promise<number>;
  stop(): Promise<void>;
}

/** Redis, or Valkey under its own name. */
const PROGRAMS = ['redis-server', 'valkey-server'];

/** Why this machine cannot run a private Redis, or undefined when it can. */
export function redisMissing(): string | undefined {
  return program() === undefined ? 'no redis-server or valkey-server on PATH' : undefined;
}

export async function startRedis(): Promise<RedisService> {
  const found = program();
  if (found === undefined) throw new Error(redisMissing());
  const directory = await mkdtemp(join(tmpdir(), 'quotewright-redis-'));
  const { server, port } = await startOnFreePort(found, directory);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    directory,
    pid: async () => Number(await readFile(join(directory, 'redis.pid'), 'utf8')),
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

async function startOnFreePort(
  file: string,
  directory: string,
): Promise<{ server: ServerProcess; port: number }> {
  const logFile = join(directory, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const settings = {
      bind: '127.0.0.1',
      port: String(port),
      save: '',
      appendonly: 'no',
      dir: directory,
      pidfile: join(directory, 'redis.pid'),
      daemonize: 'no',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const server = startServer({ program: file, args, directory, logFile, stopSignal: 'TERM' });
    if (await becomesReady(port)) return { server, port };
    await server.halt();
    if (attempt === 3) throw new Error(`Redis did not start: ${await readFile(logFile, 'utf8')}`);
  }
}

async function becomesReady(port: number): Promise<boolean> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    if ((await redisAnswer(port, 'PING').catch(() => '')) === '+PONG\r\n') return true;
    await sleep(25);
  }
  return false;
}

/** One inline command over a connection of its own; the first piece of the raw reply. */
export function redisAnswer(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 1_000 });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('no answer within a second')));
    socket.once('connect', () => socket.write(`${command}\r\n`));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply.toString());
    });
  });
}
