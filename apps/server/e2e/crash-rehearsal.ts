import { setTimeout as sleep } from 'node:timers/promises';
import { everyItem, firstAccount, performSale, type SaleResult, ServerGone } from './sale.ts';
import type { Installation } from './server-process.ts';

export interface CrashRound {
  /** The server is killed this long after the sales begin, in milliseconds. */
  readonly killAfter: number;
  /** Sales that are made in this round, several at a time. */
  readonly sales: number;
}

export interface CrashFindings {
  readonly acknowledgedBefore: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

const PARALLEL = 4;

/**
 * `kill -9` in the middle of sales, restart, the same sales again with the same keys: every sale that was
 * acknowledged is there with the order it was acknowledged with, and every sale has exactly one order.
 */
export async function rehearseCrash(
  installation: Installation,
  round: CrashRound,
  prefix: string,
): Promise<CrashFindings> {
  const names = Array.from({ length: round.sales }, (_, index) => `${prefix}-${index}`);
  const token = (
    await installation.command('token', '--tenant', 'modelmart', '--roles', 'sales')
  ).stdout.trim();

  const first = await installation.start();
  const accountId = await firstAccount(first.url, token);
  const before = new Set((await everyItem(first.url, token, '/api/v1/orders')).map(({ id }) => id));
  const acknowledged = new Map<string, SaleResult>();
  const selling = sellAll(names, async (name) =>
    acknowledged.set(name, await performSale(first.url, token, accountId, name)),
  );
  await sleep(round.killAfter);
  await first.kill();
  await selling;
  const acknowledgedBefore = acknowledged.size;

  const second = await installation.start();
  const lost: string[] = [];
  await sellAll(names, async (name) => {
    const again = await performSale(second.url, token, accountId, name);
    const known = acknowledged.get(name);
    if (known !== undefined && known.orderId !== again.orderId) lost.push(name);
    acknowledged.set(name, again);
  });
  const made = (await everyItem(second.url, token, '/api/v1/orders')).filter(({ id }) => !before.has(id));
  const expected = new Set([...acknowledged.values()].map(({ orderId }) => orderId));
  await second.stop();
  return {
    acknowledgedBefore,
    lost: [...lost, ...[...expected].filter((id) => !made.some((order) => order.id === id))],
    doubled: made.map(({ id }) => id).filter((id) => !expected.has(id)),
  };
}

/** A sale that meets the dead server ends quietly; any other failure ends the rehearsal. */
async function sellAll(names: readonly string[], sell: (name: string) => Promise<unknown>): Promise<void> {
  const waiting = [...names];
  const seller = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      await sell(name).catch((error: unknown) => {
        if (!(error instanceof ServerGone)) throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, seller));
}
