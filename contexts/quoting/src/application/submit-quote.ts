import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import type { ApprovalSignals } from '../ports/approval-signals.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

interface SubmitQuoteDeps extends MoveQuoteDeps {
  readonly approvalSignals: ApprovalSignals;
}

/** Into approval where something asks for one, else approved at once. */
export const submitQuote = (deps: SubmitQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const quote = await lock(tx, command);
    const raised = await deps.approvalSignals.raisedBy(tx, actor, quote);
    const signals = raised.map(({ code, level }) => ({ code, level }));
    return move(tx, actor, quote, {
      command: 'submit',
      facts: { approvalSignals: signals.length },
      detail: { signals },
      event: { signals },
    });
  };
};
