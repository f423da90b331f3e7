import type { Characteristics, ManualAdjustment } from '@quotewright/pricing';
import type { QuoteState } from './quote-states.ts';

/** More lines than this make a project, not a quote; pricing draws the same line. */
export const MAX_ITEMS = 5_000;

/** How deep items may lie below one that is part of nothing. */
export const MAX_NESTING = 3;

export const MAX_PROMOTION_CODES = 20;

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
  /** Who sells for us: the code of a partner. */
  readonly partner: string | null;
  /** Where it is delivered. */
  readonly place: string | null;
  /** Upper case, each once. */
  readonly promotionCodes: readonly string[];
  /** The quote can be accepted before this instant. */
  readonly validUntil: number;
  readonly clonedFrom: string | null;
  readonly orderId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One line, as it can be edited; pricing takes it as it is. Quantities are canonical decimal text. */
export interface QuoteItem {
  readonly id: string;
  /** Another item of the quote: the bundle it is part of. */
  readonly parentId?: string;
  readonly offeringId: string;
  readonly quantity: string;
  /** Expected usage per usage charge, in the charge's unit. */
  readonly usage: Readonly<Record<string, string>>;
  /** Chosen values by characteristic, both sorted; never empty. */
  readonly characteristics?: Characteristics;
  /** The commitment in months; default: that of the parent. */
  readonly termMonths?: number;
  /** Calendar date on which the service begins; default: that of the parent. */
  readonly startDate?: string;
  /** What a person gives or takes, each with a reason; never empty. */
  readonly manualAdjustments?: readonly ManualAdjustment[];
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

/** Codes as they are kept, compared and part of a price: upper case, each once, sorted. */
export function canonicalCodes(codes: readonly string[]): readonly string[] {
  return [...new Set(codes.map((code) => code.toUpperCase()))].sort();
}
