import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMAND = fileURLToPath(new URL('../bin/quotewright.js', import.meta.url));
const run = promisify(execFile);

/** An installation in a folder of its own, driven from outside as its user does. */
export interface Installation {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs one command to its end. Rejects with `code`, `stdout` and `stderr` when it fails. */
  command(...words: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>;
  start(...options: readonly string[]): Promise<RunningServer>;
  /** Starts a server and kills it (SIGKILL) after so many milliseconds, ready or not. */
  startAndKill(afterMs: number): Promise<void>;
  remove(): Promise<void>;
}

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** All it has printed so far. */
  output(): string;
  /** Hears each line that it prints from now on. */
  onLine(listener: (line: string) => void): void;
  /** SIGTERM, and waits for the end. Answers with the exit status. */
  stop(): Promise<number | null>;
  /** SIGKILL: no chance to clean up. */
  kill(): Promise<void>;
}

export async function newInstallation(settings: NodeJS.ProcessEnv = {}): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'quotewright-e2e-'));
  const environment = {
    ...cleanEnvironment(),
    QUOTEWRIGHT_DATA_DIR: join(directory, 'data'),
    PORT: '0',
    ...settings,
  };
  const running = new Set<RunningServer>();
  const serve = (options: readonly string[]) =>
    spawn(process.execPath, [COMMAND, 'serve', ...options], {
      env: environment,
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    directory,
    environment,
    command: (...words) => run(process.execPath, [COMMAND, ...words], { env: environment, cwd: directory }),
    async startAndKill(afterMs) {
      const child = serve([]);
      const ended = once(child, 'exit');
      await sleep(afterMs);
      child.kill('SIGKILL');
      await ended;
    },
    async start(...options) {
      const server = await ready(serve(options));
      running.add(server);
      return server;
    },
    async remove() {
      await Promise.all([...running].map((server) => server.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The caller's environment without anything that would configure the server under test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(?:QUOTEWRIGHT_|DATABASE_URL$|REDIS_URL$|KAFKA_BROKERS$|PORT$|HOST$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

async function ready(child: ChildProcess): Promise<RunningServer> {
  let printed = '';
  const listeners = new Set<(line: string) => void>();
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        printed += `${line}\n`;
        for (const listener of listeners) listener(line);
        const url = /listening (?:on|at) (http:\/\/\S+)/i.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
  });
  const first = await Promise.race([listening, ended.then(([code]) => ({ code }))]);
  if (typeof first !== 'string') throw new Error(`the server ended with status ${first.code}:\n${printed}`);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return (await ended)[0];
  };
  return {
    url: first,
    pid: child.pid as number,
    output: () => printed,
    onLine: (listener) => void listeners.add(listener),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}
