import type { Decimal } from '@quotewright/kernel';

/** A variable settled at one value: by the user, by a default, or by absence. */
export interface Decision {
  /** Index of the value. */
  readonly value: number;
  /** The number inside the interval. */
  readonly number?: Decimal;
  readonly text?: string;
}

/** By variable. */
export type Decisions = ReadonlyMap<number, Decision>;

/** Which scope: that of the offering, or of an instance by its place in the request. */
export type ScopeKey = 'root' | number;

/** A decision and where it is made. */
export interface PlacedDecision {
  readonly scope: ScopeKey;
  readonly variable: number;
  readonly decision: Decision;
}
