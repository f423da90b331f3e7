import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { lockQuote } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

/** `accepted` → `ordered`, naming the order that the caller writes in the same transaction. */
export const markOrdered = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, quoteId: string, orderId: string): Promise<void> => {
    const quote = await lock(tx, { quoteId });
    await move(tx, actor, quote, {
      command: 'convert',
      changes: { orderId },
      detail: { orderId },
      event: { orderId },
    });
  };
};
