import type { JsonObject } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { enqueueJob } from '@quotewright/platform/jobs';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { allowedCommands, decide, type QuoteFacts } from '../domain/decide.ts';
import { fail } from '../domain/errors.ts';
import { quoteEvents, standing } from '../domain/events.ts';
import type { Quote } from '../domain/quote.ts';
import type { QuoteCommand, QuoteTransition } from '../domain/quote-states.ts';
import type { RevisionEnd } from '../domain/revision.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';

export interface Move {
  readonly command: QuoteCommand;
  /** What the guards of the command need to know beyond the quote. */
  readonly facts?: Partial<Pick<QuoteFacts, 'itemCount' | 'approvalSignals'>>;
  readonly reason?: string;
  /** What else changes on the quote. */
  readonly changes?: Partial<Quote>;
  /** What the audit row says besides the states. */
  readonly detail?: JsonObject;
  /** What the events say besides where the quote stands. */
  readonly event?: JsonObject;
}

export interface MoveQuoteDeps {
  readonly quotes: QuoteStore;
  readonly revisions: RevisionStore;
}

/** The job that writes an expiry down. */
export const EXPIRE_QUOTE = 'quoting.expire-quote';

/** The row of the state table that the command takes; throws the refusal, with what would be allowed. */
export function requireTransition(tx: Tx, quote: Quote, move: Move): QuoteTransition {
  const { now } = tx;
  const { command, reason } = move;
  const facts = {
    itemCount: 0,
    approvalSignals: 0,
    ...move.facts,
    now,
    validUntil: quote.validUntil,
    reason,
  };
  const decision = decide(quote.state, command, facts);
  if (decision.outcome === 'moves') return decision.transition;
  throw fail(decision.code, `quote ${quote.number} cannot take "${command}": ${decision.reason}`, {
    from: quote.state,
    command,
    allowedCommands: [...allowedCommands(quote.state)],
    ...(decision.code === 'QUOTE_REASON_REQUIRED' && {
      errors: [{ pointer: '/reason', code: 'REQUIRED', reason: decision.reason }],
    }),
  });
}

/**
 * The one way a quote changes: the caller holds its row lock; the state table decides; what a state means for
 * the revision, audit and events follow in the same transaction.
 */
export const moveQuote =
  (deps: MoveQuoteDeps) =>
  async (tx: Tx, actor: Principal, quote: Quote, move: Move): Promise<Quote> => {
    const transition = requireTransition(tx, quote, move);
    await carryToRevision(deps, tx, actor, quote, transition);
    const moved: Quote = {
      ...quote,
      ...move.changes,
      ...(transition.opensRevision === true
        ? { state: 'draft', revision: quote.revision + 1 }
        : { state: transition.to }),
      version: quote.version + 1,
      updatedAt: tx.now,
    };
    await deps.quotes.update(tx, moved);
    await appendAudit(tx, {
      actor,
      action: `quote.${move.command}`,
      entity: { type: 'quote', id: quote.id },
      ...(move.reason !== undefined && { reason: move.reason }),
      detail: {
        from: quote.state,
        to: moved.state,
        revision: moved.revision,
        version: moved.version,
        ...move.detail,
      },
    });
    await appendEvents(
      tx,
      transition.emits.map((type) =>
        eventOf(quoteEvents[type], moved.id, { ...standing(moved), ...move.event }),
      ),
    );
    return moved;
  };

async function carryToRevision(
  { revisions }: MoveQuoteDeps,
  tx: Tx,
  actor: Principal,
  quote: Quote,
  { from, to, opensRevision }: QuoteTransition,
): Promise<void> {
  if (opensRevision === true) {
    await revisions.end(tx, quote, to as RevisionEnd);
    await revisions.open(tx, { id: quote.id, revision: quote.revision + 1 });
  } else if (to === 'draft' && from !== 'draft') {
    // A draft has no price: what is edited must not be shown with the amounts of something else.
    await revisions.dropPrice(tx, quote);
  } else if (to === 'approved') {
    await revisions.seal(tx, quote);
    const input = { quoteId: quote.id };
    await enqueueJob(tx, { type: EXPIRE_QUOTE, input, actor, runAt: quote.validUntil });
  }
}
