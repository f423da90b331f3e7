import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly logFile: string;
  /** What makes the server stop at once. */
  readonly stopSignal: 'TERM' | 'QUIT';
  readonly uid?: number;
  readonly gid?: number;
}

export interface ServerProcess {
  readonly exited: Promise<void>;
  /** Stops the server and removes its directory. */
  stop(): Promise<void>;
  /** Stops the server only, so that it can be started again on what it has written. */
  halt(): Promise<void>;
}

/*
 * The server runs under a shell that waits for the end of its standard input, which is a pipe from this
 * process: however this process ends, also by SIGKILL, the pipe closes, the server is stopped and its
 * directory removed. CONT first: a test may have frozen it. KILL later: it may be beyond signals.
 */
const KEEPER = `
  signal=$1; directory=$2; shift 2
  "$@" & server=$!
  read -r wish
  kill -CONT $server; kill -$signal $server
  ( sleep 5; kill -KILL $server ) & killer=$!
  wait $server; kill $killer
  [ "$wish" = keep ] || rm -rf "$directory"
`;

export function startServer(command: ServerCommand): ServerProcess {
  const { program, args, directory, logFile, stopSignal, uid, gid } = command;
  const log = openSync(logFile, 'a');
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', stopSignal, directory, program, ...args], {
    cwd: '/',
    stdio: ['pipe', log, log],
    // An own process group: Ctrl-C on the terminal reaches this process, which then stops the server in order.
    detached: true,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  closeSync(log);
  const exited = once(keeper, 'exit').then(() => {});
  // Neither may keep this process alive.
  const input = keeper.stdin as Socket;
  keeper.unref();
  input.unref();

  async function end(wish: string): Promise<void> {
    keeper.ref();
    input.end(wish);
    await exited;
  }
  return { exited, stop: () => end(''), halt: () => end('keep\n') };
}
