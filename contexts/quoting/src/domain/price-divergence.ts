/** What is wrong with a kept price. */
export type DivergenceReason =
  /** The kept input does not have the hash it was kept under. */
  | 'INPUT_CHANGED'
  /** The kept result does not have the hash it was kept under. */
  | 'RESULT_CHANGED'
  /** The pinned versions give another price now. */
  | 'PRICE_DIFFERS'
  /** The pinned versions give no price any more. */
  | 'PRICE_UNDERIVABLE'
  /** Another release made it, with an engine or facts that this one does not know: nothing is known about the price. */
  | 'ENGINE_UNKNOWN'
  /** The amounts that the quote shows are not those of the kept result. */
  | 'SHOWN_AMOUNTS_DIFFER';

/** A kept price that is not proven, without any amount: this goes into logs and reports. */
export interface PriceDivergence {
  readonly quoteId: string;
  readonly number: string;
  readonly revision: number;
  /** RFC 3339. */
  readonly pricedAt: string;
  readonly priceHash: string;
  /** What the pinned versions give now, where they give a price. */
  readonly derivedPriceHash?: string;
  readonly reason: DivergenceReason;
}
