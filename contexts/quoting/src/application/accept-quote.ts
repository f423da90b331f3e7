import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricingApi } from '@quotewright/pricing';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import type { AcceptanceRecord } from '../ports/acceptance-record.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { checkDocument } from './check-document.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type Move, type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';
import { askPricing } from './quote-words.ts';
import { type VerifyConfigurationDeps, verifyConfiguration } from './verify-configuration.ts';
import { type VerifyPriceDeps, verifyPrice } from './verify-price.ts';

export interface AcceptQuote extends QuoteChange {
  /** The person at the customer. */
  readonly acceptedBy?: string;
  /** The customer's own reference. */
  readonly reference?: string;
  /** The hash of the price that the customer saw; refused when it is not the quote's. */
  readonly priceHash?: string;
  /** The hash of the document that the customer saw, HTML or PDF; refused when it is not the presented one. */
  readonly documentHash?: string;
  readonly traceId: string;
  readonly origin: { readonly address: string; readonly userAgent?: string };
}

interface AcceptQuoteDeps extends MoveQuoteDeps, VerifyPriceDeps, VerifyConfigurationDeps {
  readonly revisions: RevisionStore;
  readonly acceptances: AcceptanceRecord;
  readonly documents: DocumentStore;
  readonly pricing: Pick<PricingApi, 'derive' | 'redeemPromotions'>;
}

/**
 * The customer said yes to exactly this price, and its promotions are counted. Throws `PRICE_HASH_MISMATCH`,
 * `PRICE_SNAPSHOT_DIVERGED`, `CONFIGURATION_DIVERGED`, `DOCUMENT_HASH_MISMATCH`, `QUOTE_DOCUMENT_DIVERGED`,
 * `PROMOTION_EXHAUSTED`.
 */
export const acceptQuote = (deps: AcceptQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const verify = verifyPrice(deps);
  const verifyRules = verifyConfiguration(deps);
  const documentOf = checkDocument(deps);
  return async (tx: Tx, actor: Principal, command: AcceptQuote): Promise<Quote> => {
    const quote = await lock(tx, command);
    const step: Move = { command: 'accept' };
    requireTransition(tx, quote, step);
    const priced = await verify(tx, quote);
    await verifyRules(tx, quote);
    const { priceHash, inputHash } = priced;
    if (command.priceHash !== undefined && command.priceHash !== priceHash) {
      throw fail('PRICE_HASH_MISMATCH', 'the quote has another price hash: show it to the customer again', {
        priceHash,
      });
    }
    const documentHashes = await documentOf(tx, quote, command.documentHash);
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
      documentHashes,
    });
    // Last of what can refuse: whoever accepts with the same promotion waits for its counter from here on.
    const { id: quoteId, revision } = quote;
    await askPricing(() => deps.pricing.redeemPromotions(tx, { quoteId, revision, priced }));
    const said = { priceHash, documentHashes: documentHashes && { ...documentHashes } };
    return move(tx, actor, quote, { ...step, detail: said, event: said });
  };
};
