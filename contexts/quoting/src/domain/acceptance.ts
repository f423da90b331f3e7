import type { DocumentHashes } from './document/document-file.ts';

/** Evidence of one acceptance: who, when, from where, and exactly what. */
export interface Acceptance {
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** The authenticated subject who sent the command. */
  readonly subject: string;
  /** The client application it came through. */
  readonly clientId: string | null;
  /** Leads to the request's log lines. */
  readonly traceId: string;
  /** The network address the command came from, and what the program called itself. */
  readonly address: string;
  readonly userAgent: string | null;
  /** The person at the customer, where somebody else sent the command. */
  readonly acceptedBy: string | null;
  /** The customer's own reference: a purchase order, a signed document. */
  readonly reference: string | null;
  /** Hashes of what was accepted. */
  readonly priceHash: string;
  readonly inputHash: string;
  /** Of the document that the customer was given; null where it was presented before documents were kept. */
  readonly documentHashes: DocumentHashes | null;
}
