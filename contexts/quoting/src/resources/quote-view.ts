import { timestamp } from '@quotewright/kernel';
import { type Answer, ok } from '@quotewright/platform/http';
import type { QuoteDetail } from '../application/read-quote.ts';
import type { RevisionInState } from '../application/read-revisions.ts';
import type { Acceptance } from '../domain/acceptance.ts';
import type { Submission } from '../domain/approval.ts';
import { allowedCommands } from '../domain/decide.ts';
import { type Quote, stateAt } from '../domain/quote.ts';
import { tmfStateOf } from '../domain/quote-states.ts';
import type { FrozenPrice, Totals } from '../domain/revision.ts';

/** `now` decides whether an offer still stands. */
export function quoteSummary(quote: Quote, totals: Totals | null, now: number) {
  const state = stateAt(quote, now);
  return {
    id: quote.id,
    number: quote.number,
    ...(quote.name !== null && { name: quote.name }),
    state,
    tmfState: tmfStateOf[state],
    revision: quote.revision,
    version: quote.version,
    accountId: quote.accountId,
    owner: quote.owner,
    currency: quote.currency,
    market: quote.market,
    channel: quote.channel,
    ...(quote.partner !== null && { partner: quote.partner }),
    ...(quote.place !== null && { place: quote.place }),
    promotionCodes: quote.promotionCodes,
    validUntil: timestamp(quote.validUntil),
    ...(totals !== null && { totals }),
    ...(quote.clonedFrom !== null && { clonedFrom: quote.clonedFrom }),
    ...(quote.orderId !== null && { orderId: quote.orderId }),
    allowedCommands: allowedCommands(state),
    createdAt: timestamp(quote.createdAt),
    updatedAt: timestamp(quote.updatedAt),
  };
}

export function quoteView({ quote, items, price, submission, acceptance }: QuoteDetail, now: number) {
  return {
    ...quoteSummary(quote, price?.totals ?? null, now),
    items,
    ...(price !== null && { snapshot: snapshotView(price) }),
    ...(submission !== null && { approval: approvalView(submission) }),
    ...(acceptance !== null && { acceptance: acceptanceView(acceptance) }),
  };
}

/** `more` is what the answer shows besides the quote. */
export function quoteAnswer(detail: QuoteDetail, now: number, more: object = {}): Answer {
  return ok({ ...quoteView(detail, now), ...more }, { etag: etagOf(detail.quote) });
}

export function etagOf(quote: Quote): string {
  return String(quote.version);
}

export function revisionSummary({ revision, state }: RevisionInState) {
  const { sealedAt, ended, price } = revision;
  return {
    revision: revision.revision,
    state,
    openedAt: timestamp(revision.openedAt),
    ...(sealedAt !== null && { sealedAt: timestamp(sealedAt) }),
    ...(ended !== null && { endedAt: timestamp(ended.at) }),
    ...(price !== null && {
      validUntil: timestamp(price.validUntil),
      snapshot: snapshotView(price),
      totals: price.totals,
    }),
  };
}

function approvalView({ signals, submittedBy, submittedAt }: Submission) {
  return { signals, submittedBy, submittedAt: timestamp(submittedAt) };
}

function snapshotView({ pinned, pricedAt }: FrozenPrice) {
  return { ...pinned, pricedAt: timestamp(pricedAt) };
}

function acceptanceView(acceptance: Acceptance) {
  const { acceptedAt, subject, clientId, traceId, address, userAgent, ...rest } = acceptance;
  const { acceptedBy, reference, priceHash, documentHashes } = rest;
  return {
    acceptedAt: timestamp(acceptedAt),
    subject,
    ...(clientId !== null && { clientId }),
    traceId,
    address,
    ...(userAgent !== null && { userAgent }),
    ...(acceptedBy !== null && { acceptedBy }),
    ...(reference !== null && { reference }),
    priceHash,
    ...(documentHashes !== null && { documentHashes }),
  };
}
