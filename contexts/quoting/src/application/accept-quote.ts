import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import type { AcceptanceRecord } from '../ports/acceptance-record.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type Move, type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';
import { type VerifyPriceDeps, verifyPrice } from './verify-price.ts';

export interface AcceptQuote extends QuoteChange {
  /** The person at the customer. */
  readonly acceptedBy?: string;
  /** The customer's own reference. */
  readonly reference?: string;
  /** The hash of the price that the customer saw; refused when it is not the quote's. */
  readonly priceHash?: string;
  readonly traceId: string;
  readonly origin: { readonly address: string; readonly userAgent?: string };
}

interface AcceptQuoteDeps extends MoveQuoteDeps, VerifyPriceDeps {
  readonly acceptances: AcceptanceRecord;
}

/** The customer said yes to exactly this price. Throws `PRICE_HASH_MISMATCH`, `PRICE_SNAPSHOT_DIVERGED`. */
export const acceptQuote = (deps: AcceptQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const verify = verifyPrice(deps);
  return async (tx: Tx, actor: Principal, command: AcceptQuote): Promise<Quote> => {
    const quote = await lock(tx, command);
    const step: Move = { command: 'accept' };
    requireTransition(tx, quote, step);
    const { priceHash, inputHash } = await verify(tx, quote);
    if (command.priceHash !== undefined && command.priceHash !== priceHash) {
      throw fail('PRICE_HASH_MISMATCH', 'the quote has another price hash: show it to the customer again', {
        priceHash,
      });
    }
    await deps.acceptances.append(tx, quote, {
      acceptedAt: tx.now,
      subject: actor.subject,
      clientId: actor.clientId ?? null,
      traceId: command.traceId,
      address: command.origin.address,
      userAgent: command.origin.userAgent ?? null,
      acceptedBy: command.acceptedBy ?? null,
      reference: command.reference ?? null,
      priceHash,
      inputHash,
    });
    return move(tx, actor, quote, { ...step, detail: { priceHash }, event: { priceHash } });
  };
};
