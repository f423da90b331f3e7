/*
 * The parts of the documented formats that this tenant uses. Written down here, not imported: whoever describes
 * products to Quotewright is an outsider to the server.
 */

export interface CatalogDocument {
  readonly format: 'quotewright/catalog@1';
  readonly sections: {
    readonly 'catalog/specifications@1': { readonly items: readonly Specification[] };
    readonly 'catalog/categories@1': { readonly items: readonly Category[] };
    readonly 'catalog/offerings@1': { readonly items: readonly Offering[] };
    readonly 'configuration/rules@1': { readonly items: readonly OfferingRules[] };
  };
}

/** The rules of an offering; expressions are text. */
export interface OfferingRules {
  readonly id: string;
  readonly rules: readonly ConfigurationRule[];
}

export type ConfigurationRule = { readonly id: string; readonly message?: string } & (
  | { readonly kind: 'constraint'; readonly if?: string; readonly then: string }
  | {
      readonly kind: 'table';
      readonly mode: 'allow' | 'forbid';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'default'; readonly variable: string; readonly value: string; readonly when?: string }
  | { readonly kind: 'recommendation'; readonly when: string }
);

export interface Category {
  readonly id: string;
  readonly name: string;
  readonly parentId?: string;
}

export interface Specification {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly characteristics?: readonly Characteristic[];
}

interface Cardinality {
  readonly minCardinality: number;
  readonly maxCardinality: number;
}

export type Characteristic = Cardinality & {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
} & (
    | {
        readonly type: 'enum';
        readonly values: readonly { readonly id: string; readonly name: string }[];
        readonly defaultValues?: readonly string[];
      }
    | {
        readonly type: 'integer';
        readonly range: { readonly min: number; readonly max: number };
        readonly unit: string;
      }
  );

export interface Offering {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly specificationId: string;
  readonly categoryIds: readonly string[];
  readonly unit: { readonly name: string; readonly fractions: false };
  readonly lifecycle: 'active';
  readonly markets?: readonly string[];
  readonly channels?: readonly string[];
  readonly customerTypes?: readonly string[];
  readonly segments?: readonly string[];
  readonly children?: readonly Child[];
  readonly relationships?: readonly {
    readonly type: 'requires' | 'optionalFor';
    readonly offeringId: string;
  }[];
}

/** A part of a bundle. */
export interface Child {
  readonly offeringId: string;
  /** The quantity of one line; a lower end of 0 makes the part optional. */
  readonly lower: number;
  readonly upper: number;
  /** How many lines of it there are, where it is configured one by one. */
  readonly instances?: { readonly lower: number; readonly upper: number };
}

export interface PriceListDocument {
  readonly format: 'quotewright/price-list@1';
  readonly priceList: { readonly id: string; readonly name: string; readonly currency: string };
  readonly prices: readonly PriceRow[];
  readonly adjustments?: readonly PriceAdjustment[];
}

/** What a charge is, apart from what it costs. */
export type Charge = {
  readonly id: string;
  readonly name: string;
  /** A line may do without it when the conditions of none of its prices hold. */
  readonly optional?: true;
} & (
  | { readonly type: 'oneTime' }
  | { readonly type: 'recurring'; readonly period: 'month' | 'year'; readonly proration?: 'daily' }
  | { readonly type: 'usage'; readonly unit: string; readonly fractions: true }
);

/** Of the amount of the line: `max(22, 2.10 × n)` is amount 2.10 with floor 22. */
interface Bounds {
  readonly floor?: string;
  readonly ceiling?: string;
}

/** Reached when the basis is greater than `above`. */
interface Tier extends Bounds {
  readonly above?: string;
  readonly amount: string;
}

type TierBasis = { readonly kind: 'bundle'; readonly offeringIds: readonly string[] };

export type Tariff =
  | ({ readonly model: 'flat'; readonly amount: string } & Bounds)
  | { readonly model: 'volume'; readonly tiers: readonly Tier[]; readonly tierBasis?: TierBasis }
  | { readonly model: 'graduated'; readonly tiers: readonly { above?: string; amount: string }[] }
  | { readonly model: 'block'; readonly tiers: readonly Tier[] };

export type PercentOfTotal = {
  readonly model: 'percentOfTotal';
  readonly percent: string;
  readonly of: {
    readonly scope: 'quote';
    readonly charges: readonly { readonly offeringId: string; readonly chargeId: string }[];
  };
} & Bounds;

export type PriceRow = {
  readonly id: string;
  readonly offeringId: string;
  readonly charge: Charge;
  readonly conditions?: Conditions;
  readonly ramp?: readonly { readonly fromMonth: number; readonly percent: string }[];
} & (Tariff | PercentOfTotal);

export interface Conditions {
  readonly characteristics?: readonly { readonly id: string; readonly values: readonly string[] }[];
  readonly quantity?: { readonly min?: string; readonly max?: string };
  readonly termMonths?: readonly number[];
  readonly channels?: readonly string[];
  readonly segments?: readonly string[];
}

/** What price list adjustments and promotions have in common. */
interface Rule {
  readonly id: string;
  readonly name: string;
  readonly combination?: 'stackable';
  readonly conditions?: Conditions;
  readonly appliesTo?: {
    readonly offeringIds?: readonly string[];
    readonly chargeIds?: readonly string[];
    readonly chargeTypes?: readonly Charge['type'][];
  };
  readonly adjustment: { readonly type: 'percent' | 'amount' | 'amountPerUnit'; readonly value: string };
}

export interface PriceAdjustment extends Rule {
  readonly stage: 'attribute' | 'term' | 'channel';
}

export interface PromotionsDocument {
  readonly format: 'quotewright/promotions@1';
  readonly promotions: readonly (Rule & {
    readonly code?: string;
    readonly currency?: string;
    readonly limits?: {
      readonly redemptions?: number;
      readonly redemptionsPerAccount?: number;
      readonly budget?: string;
    };
  })[];
}

export interface DiscountPolicyDocument {
  readonly format: 'quotewright/discount-policy@1';
  readonly rules: readonly {
    readonly id: string;
    readonly maxPercent: string;
    readonly thresholds: readonly { readonly abovePercent: string; readonly level: number }[];
  }[];
}

export interface ContractPricesDocument {
  readonly format: 'quotewright/contract-prices@1';
  readonly prices: readonly ({
    readonly id: string;
    readonly offeringId: string;
    readonly chargeId: string;
    readonly currency: string;
  } & Tariff)[];
}
