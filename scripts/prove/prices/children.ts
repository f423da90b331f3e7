import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A program of this battery in a process of its own, which takes messages and tells some. */
export interface Child<To, From extends { readonly kind: string }> {
  send(message: To): void;
  /** The next message of one of these kinds. */
  next<Kind extends From['kind']>(...kinds: readonly Kind[]): Promise<Extract<From, { kind: Kind }>>;
  /** Answers with what ends it. */
  onMessage(listener: (message: From) => void): () => void;
  /** Rejects when the process ends before it is stopped. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** `environment`: all settings the program gets; the parent's are kept from it. */
export function startChild<To extends object, From extends { readonly kind: string }>(
  program: string,
  environment: Readonly<Record<string, string>>,
): Child<To, From> {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = fork(join(import.meta.dirname, program), [], {
    execArgv: [],
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let isStopping = false;
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => {
      if (!isStopping) reject(new Error(`${program} ended with ${code ?? signal}`));
    });
  });
  // Whoever waits for a message races it; nobody else has to know.
  ended.catch(() => {});
  return {
    ended,
    // What is sent to a process that is ending is lost: `ended` says so.
    send: (message) => void child.send(message, () => {}),
    onMessage(listener) {
      const heard = (message: unknown) => listener(message as From);
      child.on('message', heard);
      return () => void child.off('message', heard);
    },
    next: (...kinds) =>
      Promise.race([
        ended,
        new Promise<never>((resolve) => {
          const listener = (message: unknown) => {
            if (!(kinds as readonly string[]).includes((message as From).kind)) return;
            child.off('message', listener);
            resolve(message as never);
          };
          child.on('message', listener);
        }),
      ]),
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(patience);
    },
  };
}
