/*
 * The shape of `data/genai-prices.json`, as far as it is read. Prices are US dollars per million tokens
 * (`…_mtok`) or per thousand requests (`…_kcount`).
 */

export interface SourceProvider {
  readonly id: string;
  readonly name: string;
  readonly pricing_urls?: readonly string[];
  readonly price_comments?: string;
  readonly models: readonly SourceModel[];
  readonly [member: string]: unknown;
}

export interface SourceModel {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly context_window?: number;
  readonly deprecated?: boolean;
  readonly price_comments?: string;
  readonly prices: SourcePrices | readonly ConditionalPrices[];
  readonly [member: string]: unknown;
}

/** Of several entries the last whose constraint holds applies. */
export interface ConditionalPrices {
  readonly constraint?: {
    readonly start_date?: string;
    readonly start_time?: string;
    readonly end_time?: string;
  };
  readonly prices: SourcePrices;
}

export type SourcePrices = Readonly<Record<string, number | TieredPrice>>;

/** The price of the tier that the request's total input tokens exceed last applies to all tokens. */
export interface TieredPrice {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}
