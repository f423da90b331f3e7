import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type Move, type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';

export interface ApproveQuote extends QuoteChange {
  readonly reason?: string;
}

/**
 * An approver agrees: the revision is sealed. The reason is the comment. Four eyes see it: who submitted it is
 * refused with `QUOTE_APPROVAL_BY_SUBMITTER`.
 */
export const approveQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: ApproveQuote): Promise<Quote> => {
    const { reason } = command;
    const quote = await lock(tx, command);
    const step: Move = { command: 'approve', ...(reason !== undefined && { reason }) };
    requireTransition(tx, quote, step);
    const revision = await deps.revisions.find(tx, quote);
    if (revision?.submission?.submittedBy === actor.subject) {
      throw fail(
        'QUOTE_APPROVAL_BY_SUBMITTER',
        `you submitted quote ${quote.number}: somebody else approves it`,
      );
    }
    return move(tx, actor, quote, step);
  };
};
