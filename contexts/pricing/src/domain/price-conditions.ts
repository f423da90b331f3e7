/** What must hold of a line and its quote for a price or a rule to count. All members must hold; absent = any. */
export interface PriceConditions {
  readonly characteristics?: readonly CharacteristicCondition[];
  /** Of the line's own quantity; both ends belong to the range. */
  readonly quantity?: NumberRange;
  /** Commitments in months; a line without a commitment has none of them. */
  readonly termMonths?: readonly number[];
  readonly markets?: readonly string[];
  readonly channels?: readonly string[];
  readonly segments?: readonly string[];
  readonly customerTypes?: readonly string[];
  readonly accountTypes?: readonly string[];
  readonly partners?: readonly string[];
  readonly places?: readonly string[];
}

/** A value of a configured characteristic: the id of an enum value, a decimal as text, other text, a number, a boolean. */
export type CharacteristicValue = string | number | boolean;

/** Holds when any chosen value of the characteristic is one of `values`, or lies in `range`. */
export interface CharacteristicCondition {
  readonly id: string;
  /** Whose characteristic: the line's own, or that of the root of its bundle. */
  readonly of: 'line' | 'root';
  readonly values?: readonly CharacteristicValue[];
  readonly range?: NumberRange;
}

/** Decimal text; both ends belong to it. Absent = open on that side. */
export interface NumberRange {
  readonly min?: string;
  readonly max?: string;
}
