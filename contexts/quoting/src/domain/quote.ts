import type { QuoteState } from './quote-states.ts';

/** More lines than this make a project, not a quote; pricing draws the same line. */
export const MAX_ITEMS = 5_000;

/** A quote's head: its live revision as it stands. Times are milliseconds since the epoch. */
export interface Quote {
  readonly id: string;
  readonly number: string;
  readonly name: string | null;
  readonly state: QuoteState;
  readonly revision: number;
  /** Raised by every change: the ETag. */
  readonly version: number;
  readonly accountId: string;
  /** Subject of the user who owns the quote. */
  readonly owner: string;
  readonly currency: string;
  readonly market: string;
  readonly channel: string;
  /** The quote can be accepted before this instant. */
  readonly validUntil: number;
  readonly clonedFrom: string | null;
  readonly orderId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One line, as it can be edited. Quantities are canonical decimal text. */
export interface QuoteItem {
  readonly id: string;
  readonly offeringId: string;
  readonly quantity: string;
  /** Expected usage per usage charge, in the charge's unit. */
  readonly usage: Readonly<Record<string, string>>;
}

const MILLISECONDS_PER_DAY = 86_400_000;

export function defaultValidity(now: number, quoteValidityDays: number): number {
  return now + quoteValidityDays * MILLISECONDS_PER_DAY;
}

/** Whether time has ended the offer, though nobody has written it down yet. */
export function isDue(quote: Pick<Quote, 'state' | 'validUntil'>, now: number): boolean {
  return (quote.state === 'approved' || quote.state === 'presented') && now >= quote.validUntil;
}

/** The state at a point in time, also before the timer has run. */
export function stateAt(quote: Pick<Quote, 'state' | 'validUntil'>, now: number): QuoteState {
  return isDue(quote, now) ? 'expired' : quote.state;
}
