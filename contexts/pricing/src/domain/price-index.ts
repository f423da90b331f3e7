import { canonicalJson, sha256 } from '@quotewright/kernel';
import type { Price } from './price.ts';
import type { PriceAdjustment } from './price-adjustment.ts';

/** Raise it whenever the same price list would be compiled to other bytes. */
export const PRICE_INDEX_FORMAT = 1;

/** All rules of a version of a price list, in the order in which rules of one stage apply. */
export type ListRules = readonly PriceAdjustment[];

/** What a version of a price list says about one offering. */
export interface OfferingPrices {
  /** In the order of the document, which is the order in which charges are shown. */
  readonly charges: readonly IndexedCharge[];
}

export interface IndexedCharge {
  readonly chargeId: string;
  /** In the order of the document, because explanations name them in it. All are of one type, period and unit. */
  readonly prices: readonly Price[];
  /** Places in the rules of the list, ascending: those that are about this charge, whatever their conditions. */
  readonly rules: readonly number[];
}

/** What a version does not price. */
export const UNPRICED: OfferingPrices = { charges: [] };

/** What a calculation needs of a version of a price list. */
export interface ListFacts {
  /** By offering id. */
  readonly prices: ReadonlyMap<string, OfferingPrices>;
  readonly rules: ListRules;
}

/** A part of the index as it is kept: canonical text, and its SHA-256. */
export interface IndexEntry {
  /** `RULES_ENTRY` for the rules of the list. */
  readonly offeringId: string;
  readonly document: string;
  readonly contentHash: string;
}

/** No offering has an empty id. */
export const RULES_ENTRY = '';

export function indexEntry(offeringId: string, content: OfferingPrices | ListRules): IndexEntry {
  const document = canonicalJson(content);
  return { offeringId, document, contentHash: sha256(document) };
}

/** What identifies a whole index: how many parts it has, and the hash of all their hashes. */
export interface IndexIdentity {
  readonly entryCount: number;
  readonly contentHash: string;
}

export function indexIdentity(entries: readonly Omit<IndexEntry, 'document'>[]): IndexIdentity {
  // Ids are ASCII, so that this is also the order of bytes.
  const lines = entries.map(({ offeringId, contentHash }) => `${offeringId} ${contentHash}`).sort();
  return { entryCount: entries.length, contentHash: sha256(lines.join('\n')) };
}
