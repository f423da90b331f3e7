import type {
  PricedCharge,
  PricedLine,
  PricedQuote,
  PriceInputLine,
  PricePhase,
  PriceTotals,
} from '@quotewright/pricing';
import type { Submission } from './approval.ts';
import type { PinnedConfiguration } from './pinned-configuration.ts';
import type { QuoteItem } from './quote.ts';

/** One charge of a frozen line: its amounts, without the explanation. */
export interface FrozenCharge extends Omit<PricedCharge, 'explanation' | 'phases'> {
  readonly phases?: readonly Omit<PricePhase, 'explanation'>[];
}

export type Totals = PriceTotals;

/**
 * A line by value, with the name and the amounts it had when it was priced. Of the members a line may have only
 * those that counted are there: frozen before they were known, none of them is.
 */
export interface FrozenItem extends QuoteItem {
  readonly offeringName: string;
  readonly charges: readonly FrozenCharge[];
}

/** What a price depends on, and which price it is. */
export interface PinnedVersions extends PinnedConfiguration {
  readonly catalogVersion: number;
  readonly priceLists: readonly { readonly id: string; readonly version: number }[];
  /** Null where there was none to pin. */
  readonly contractSetVersion: number | null;
  readonly promotionSetVersion: number | null;
  readonly discountPolicyVersion: number | null;
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
  /** Absent until it is submitted. */
  readonly submission: Submission | null;
}

/** Freezes a price: everything a later reader needs, by value, from what the hashes cover. */
export function freeze(
  { input, inputHash, result, priceHash }: PricedQuote,
  terms: Pick<FrozenPrice, 'pricedAt' | 'validUntil'>,
  configuration: PinnedConfiguration,
): FrozenPrice {
  const priced = new Map(result.lines.map((line) => [line.id, line]));
  return {
    ...terms,
    items: input.lines.map((item) => {
      const line = priced.get(item.id);
      if (line === undefined) throw new Error(`the price has no line ${item.id}`);
      return frozenItem(item, line);
    }),
    totals: result.totals,
    pinned: {
      catalogVersion: input.catalogVersion,
      priceLists: input.priceLists,
      contractSetVersion: input.contractSetVersion,
      promotionSetVersion: input.promotionSetVersion,
      discountPolicyVersion: input.discountPolicyVersion,
      configurationRuleSetVersion: configuration.configurationRuleSetVersion,
      configurationHash: configuration.configurationHash,
      inputHash,
      priceHash,
      engineVersion: input.engineVersion,
    },
  };
}

function frozenItem(item: PriceInputLine, line: PricedLine): FrozenItem {
  const { id, parentId, offeringId, quantity, usage, characteristics, termMonths, startDate } = item;
  const { manualOverride } = item;
  return {
    id,
    ...(parentId !== undefined && { parentId }),
    offeringId,
    offeringName: line.name,
    quantity,
    usage,
    ...(characteristics !== undefined && { characteristics }),
    ...(termMonths !== null && { termMonths }),
    ...(startDate !== undefined && { startDate }),
    ...(manualOverride !== null && { manualAdjustments: manualOverride }),
    charges: line.charges.map(frozenCharge),
  };
}

function frozenCharge(charge: PricedCharge): FrozenCharge {
  const { chargeId, name, type, period, model, quantity, unit, unitPrice, per, amount } = charge;
  const { phases, firstPeriod } = charge;
  return {
    chargeId,
    name,
    type,
    ...(period !== undefined && { period }),
    ...(model !== undefined && { model }),
    quantity,
    unit,
    unitPrice,
    per,
    amount,
    ...(phases !== undefined && { phases: phases.map(frozenPhase) }),
    ...(firstPeriod !== undefined && { firstPeriod }),
  };
}

function frozenPhase({ fromMonth, amount }: PricePhase): Omit<PricePhase, 'explanation'> {
  return { fromMonth, amount };
}
