import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PromotionRedemption } from '../api.ts';

/** Another process of the installation, with its own pool of 10 connections. One task at a time. */
export interface RedemptionNode {
  /** Starts all redemptions at once; for each `redeemed`, or the code of its refusal. */
  redeem(redemptions: readonly PromotionRedemption[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./redemption-node.ts', import.meta.url));

export async function startRedemptionNode(databaseUrl: string, tenant: string): Promise<RedemptionNode> {
  // Without the parent's loader flags: the program runs as it would in production.
  const child = fork(PROGRAM, [databaseUrl, tenant], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await message(child);
  return {
    async redeem(redemptions) {
      const reported = message(child);
      child.send([...redemptions]);
      return (await reported) as readonly string[];
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
        throw new Error(`the redemption node ended with code ${code}`);
      }),
    ]);
    return sent;
  } finally {
    over.abort();
  }
}
