import type { PricedCharge, PricedQuote, PriceTotals } from '@quotewright/pricing';
import type { QuoteItem } from './quote.ts';

/** One charge of a frozen line: its amounts, without the explanation. */
export type FrozenCharge = Omit<PricedCharge, 'explanation'>;

export type Totals = PriceTotals;

/** A line by value, with the name and the amounts it had when it was priced. */
export interface FrozenItem extends QuoteItem {
  readonly offeringName: string;
  readonly charges: readonly FrozenCharge[];
}

/** What a price depends on, and which price it is. */
export interface PinnedVersions {
  readonly catalogVersion: number;
  readonly priceLists: readonly { readonly id: string; readonly version: number }[];
  readonly configurationRuleSetVersion: number | null;
  readonly configurationHash: string | null;
  readonly inputHash: string;
  readonly priceHash: string;
  readonly engineVersion: string;
}

/** What pricing froze, without the bytes. Times are milliseconds since the epoch. */
export interface FrozenPrice {
  readonly items: readonly FrozenItem[];
  readonly totals: Totals;
  readonly pinned: PinnedVersions;
  readonly pricedAt: number;
  readonly validUntil: number;
}

/** How a revision can end while its quote goes on. */
export type RevisionEnd = 'superseded' | 'rejected' | 'expired';

/** One revision of a quote. `price` is absent while it is a draft. */
export interface Revision {
  readonly revision: number;
  readonly openedAt: number;
  /** From when on it never changes again: its approval. */
  readonly sealedAt: number | null;
  readonly ended: { readonly as: RevisionEnd; readonly at: number } | null;
  readonly price: FrozenPrice | null;
}

/** Freezes a price: everything a later reader needs, by value, from what the hashes cover. */
export function freeze(
  { input, inputHash, result, priceHash }: PricedQuote,
  terms: Pick<FrozenPrice, 'pricedAt' | 'validUntil'>,
): FrozenPrice {
  const priced = new Map(result.lines.map((line) => [line.id, line]));
  return {
    ...terms,
    items: input.lines.map(({ id, offeringId, quantity, usage }) => {
      const line = priced.get(id);
      if (line === undefined) throw new Error(`the price has no line ${id}`);
      return {
        id,
        offeringId,
        offeringName: line.name,
        quantity,
        usage,
        charges: line.charges.map(frozenCharge),
      };
    }),
    totals: result.totals,
    pinned: {
      catalogVersion: input.catalogVersion,
      priceLists: input.priceLists,
      // Configured products come with their own rule sets; until then there is none to pin.
      configurationRuleSetVersion: null,
      configurationHash: null,
      inputHash,
      priceHash,
      engineVersion: input.engineVersion,
    },
  };
}

function frozenCharge(charge: PricedCharge): FrozenCharge {
  const { chargeId, name, type, period, quantity, unit, unitPrice, per, amount } = charge;
  return {
    chargeId,
    name,
    type,
    ...(period !== undefined && { period }),
    quantity,
    unit,
    unitPrice,
    per,
    amount,
  };
}
