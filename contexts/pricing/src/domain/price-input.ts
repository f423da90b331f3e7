import type { Adjustment } from './price-adjustment.ts';
import type { CharacteristicValue } from './price-conditions.ts';

/**
 * Everything a price depends on, for the whole quote. Its canonical hash is the price's identity: a fact that
 * can change a result and is not a field here is a bug. Dimensions whose rules come later are present already,
 * with the one value they can have today, so that adding the rule does not change the shape of a key. Members that
 * engine 1 did not know are absent where they say nothing, so that its inputs keep their bytes.
 */
export interface PriceInput {
  readonly tenant: string;
  readonly account: string | null;
  readonly contractSetVersion: number | null;
  readonly customerSegment: string | null;
  readonly accountType: string | null;
  readonly customerType: string | null;
  readonly channel: string;
  readonly market: string;
  readonly place: string | null;
  readonly partner: string | null;
  readonly currency: string;
  /** Calendar date in the tenant's zone. */
  readonly effectiveDate: string;
  readonly catalogVersion: number;
  /** Today exactly one: the currency's list. */
  readonly priceLists: readonly PinnedPriceList[];
  readonly promotionSetVersion: number | null;
  readonly discountPolicyVersion: number | null;
  readonly tenantConfigVersion: number;
  /** Decimals the tenant's configuration of that version gives the currency. */
  readonly roundingDecimals: number;
  /** Upper case, sorted. */
  readonly promotionCodes: readonly string[];
  /** Promotions whose limit was reached when the versions were pinned: they count as not there. Sorted. */
  readonly exhaustedPromotions?: readonly string[];
  readonly lines: readonly PriceInputLine[];
  readonly engineVersion: string;
}

export interface PinnedPriceList {
  readonly id: string;
  readonly version: number;
}

export interface PriceInputLine {
  readonly id: string;
  readonly offeringId: string;
  /** SHA-256 of the offering's artefact in the catalog version. */
  readonly offeringHash: string;
  readonly configurationHash: string | null;
  readonly ruleSetVersion: number | null;
  readonly action: 'add';
  readonly quantity: string;
  readonly termMonths: number | null;
  /** Sorted by charge in the canonical form; quantities as canonical decimal text. */
  readonly usage: Readonly<Record<string, string>>;
  readonly manualOverride: readonly ManualAdjustment[] | null;
  readonly installedBase: null;
  /** The line whose bundle this one is part of. */
  readonly parentId?: string;
  /** Chosen values by characteristic, both sorted. */
  readonly characteristics?: Characteristics;
  /** Calendar date on which the service begins: decides the first period of prorated charges. */
  readonly startDate?: string;
}

export type Characteristics = Readonly<Record<string, readonly CharacteristicValue[]>>;

/** What a person gives or takes, with a reason. Without a charge it is about all charges of the line. */
export interface ManualAdjustment {
  readonly chargeId?: string;
  readonly adjustment: Adjustment;
  readonly reason: string;
}

/** The list that prices the input. */
export function pinnedList(input: PriceInput): PinnedPriceList {
  return input.priceLists[0] as PinnedPriceList;
}
