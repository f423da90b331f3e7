/**
 * What a customer reads: everything as the text that is shown, so that every renderer says the same. A pure
 * value of the frozen price and of who sells to whom; the same value gives the same bytes.
 */
export interface QuoteDocument {
  readonly number: string;
  readonly revision: number;
  /** What people call the quote; absent where it has no name. */
  readonly name?: string;
  readonly marker?: DocumentMarker;
  readonly seller: string;
  readonly customer: string;
  /** Where the customer is billed and delivered to. */
  readonly addresses: readonly DocumentAddress[];
  readonly facts: readonly DocumentFact[];
  readonly currency: string;
  /** In reading order: each bundle is followed by its parts. */
  readonly lines: readonly DocumentLine[];
  readonly totals: readonly DocumentFact[];
  /** What a reader of the totals has to know. */
  readonly remarks: readonly string[];
  readonly terms: readonly DocumentFact[];
  readonly footer: string;
  /** When it was presented, or priced: milliseconds since the epoch. */
  readonly madeAt: number;
}

/** Says loudly that the document is not the one that the customer was given. */
export interface DocumentMarker {
  readonly word: 'DRAFT' | 'COPY';
  readonly meaning: string;
}

export interface DocumentAddress {
  readonly label: string;
  readonly lines: readonly string[];
}

export interface DocumentFact {
  readonly label: string;
  readonly value: string;
}

export interface DocumentLine {
  /** `2.1` is the first part of the second line. */
  readonly position: string;
  /** How deep in its bundle, from 0. */
  readonly depth: number;
  readonly name: string;
  readonly quantity: string;
  /** How it is configured, for how long, from when on. */
  readonly details: readonly string[];
  /** The charge that says nothing new by its name and quantity: it stands in the row of the line. */
  readonly own?: DocumentCharge;
  /** The others, in rows of their own. */
  readonly charges: readonly DocumentCharge[];
}

export interface DocumentCharge {
  readonly name: string;
  /** With its unit. */
  readonly quantity: string;
  readonly unitPrice: string;
  /** `one-time`, `per month`, `usage`. */
  readonly charged: string;
  /** In the currency of the document. */
  readonly amount: string;
  /** How the amount came about, and how it goes on. */
  readonly notes: readonly string[];
}
