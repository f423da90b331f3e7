import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface NodeRequest {
  /** Below `/api/v1`; always POST, as the administrator of tenant `acme`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface NodeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface NodeTask {
  readonly requests: readonly NodeRequest[];
  /** Whether to ask something else through the same pool, again and again, until the last answer. */
  readonly probing: boolean;
}

export interface NodeReport {
  readonly answers: readonly NodeAnswer[];
  /** Milliseconds of each unrelated query. */
  readonly probes: readonly number[];
}

/** Another process of the installation, with its own pool of 10 connections. One task at a time. */
export interface ConversionNode {
  /** Starts all requests at once. */
  run(task: NodeTask): Promise<NodeReport>;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./conversion-node.ts', import.meta.url));

export async function startConversionNode(databaseUrl: string): Promise<ConversionNode> {
  // Without the parent's loader flags: the program runs as it would in production.
  const child = fork(PROGRAM, [databaseUrl], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await message(child);
  return {
    async run(task) {
      const reported = message(child);
      child.send(task);
      return (await reported) as NodeReport;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function message(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const [sent] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`the conversion node ended with code ${code}`);
      }),
    ]);
    return sent;
  } finally {
    over.abort();
  }
}
