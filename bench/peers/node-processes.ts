import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NodeTasks } from './node-tasks.ts';

export interface NodeProcess {
  ask<Name extends keyof NodeTasks>(
    task: Name,
    input: Parameters<NodeTasks[Name]>[0],
  ): Promise<Awaited<ReturnType<NodeTasks[Name]>>>;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./node-process.ts', import.meta.url));

/** Ends with its parent. What its libraries print is dropped. */
export async function startNodeProcess(truthUrl: string): Promise<NodeProcess> {
  const child = fork(PROGRAM, [truthUrl], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const exited = once(child, 'exit');
  const ready = Promise.withResolvers<void>();
  child.on('message', (message: 'ready' | { id: number; value?: unknown; error?: string }) => {
    if (message === 'ready') return ready.resolve();
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.value);
    else asked?.reject(new Error(message.error));
  });
  child.once('exit', (code) => {
    const ended = new Error(`the process of a node ended with code ${code}`);
    ready.reject(ended);
    for (const asked of waiting.values()) asked.reject(ended);
  });
  await ready.promise;
  let asked = 0;
  return {
    async ask(task, input) {
      asked += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(asked, answer);
      child.send({ id: asked, task, input });
      return (await answer.promise) as never;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
