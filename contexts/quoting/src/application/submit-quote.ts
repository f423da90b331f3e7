import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { kindsOf } from '../domain/approval.ts';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';
import { type RaiseSignalsDeps, raiseSignals } from './raise-signals.ts';
import { type VerifyConfigurationDeps, verifyConfiguration } from './verify-configuration.ts';

/**
 * Into approval where something asks for one, else approved at once. Who submitted and what was raised is kept
 * with the revision, before an approval seals it. Throws `DISCOUNT_NOT_ALLOWED`,
 * `CONFIGURATION_DIVERGED`.
 */
export const submitQuote = (deps: MoveQuoteDeps & RaiseSignalsDeps & VerifyConfigurationDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const raise = raiseSignals(deps);
  const verifyRules = verifyConfiguration(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const quote = await lock(tx, command);
    requireTransition(tx, quote, { command: 'submit' });
    await verifyRules(tx, quote);
    const signals = await raise(tx, actor, quote);
    const submission = { signals, submittedBy: actor.subject, submittedAt: tx.now };
    await deps.revisions.keepSubmission(tx, quote, submission);
    const said = { signals: kindsOf(signals) };
    return move(tx, actor, quote, {
      command: 'submit',
      facts: { approvalSignals: signals.length },
      detail: said,
      event: said,
    });
  };
};
