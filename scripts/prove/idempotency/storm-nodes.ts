import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Attempt, FastPaths, FromStormNode, Outcome } from './storm-messages.ts';

export interface StormNode {
  /** All attempts at once; in their order, undefined where the process died before it answered. It is replaced when it dies. */
  run(attempts: readonly Attempt[]): Promise<readonly (Outcome | undefined)[]>;
  readonly deaths: number;
  /** Of all processes that this node has had, as far as they told. */
  readonly fastPaths: FastPaths;
  stop(): void;
}

export async function startStormNode(databaseUrl: string, redisUrl: string): Promise<StormNode> {
  let child = await startProcess(databaseUrl, redisUrl);
  let deaths = 0;
  const none: FastPaths = { hit: 0, stale: 0, none: 0 };
  let [ofEarlier, ofThis] = [none, none];
  return {
    async run(attempts) {
      const reported = messageOrExit(child);
      child.send({ attempts });
      const report = await reported;
      if (report?.kind === 'done') {
        ofThis = report.fastPaths;
        return report.outcomes;
      }
      deaths += 1;
      [ofEarlier, ofThis] = [sum(ofEarlier, ofThis), none];
      child = await startProcess(databaseUrl, redisUrl);
      return attempts.map(() => undefined);
    },
    get deaths() {
      return deaths;
    },
    get fastPaths() {
      return sum(ofEarlier, ofThis);
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

async function startProcess(databaseUrl: string, redisUrl: string): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'storm-node.ts');
  const child = fork(program, [databaseUrl, redisUrl], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  if ((await messageOrExit(child)) === undefined) throw new Error('a node of the storm does not start');
  return child;
}

/** Undefined: it was killed. Throws where it ended by an error of its own. */
async function messageOrExit(child: ChildProcess): Promise<FromStormNode | undefined> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as FromStormNode),
      once(child, 'exit', { signal }).then(([code, by]) => {
        if (by !== 'SIGKILL') throw new Error(`a node of the storm ended with code ${code}`);
        return undefined;
      }),
    ]);
  } finally {
    over.abort();
  }
}

const sum = (a: FastPaths, b: FastPaths): FastPaths => ({
  hit: a.hit + b.hit,
  stale: a.stale + b.stale,
  none: a.none + b.none,
});
