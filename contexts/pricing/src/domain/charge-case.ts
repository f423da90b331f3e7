import { type Decimal, decimal, ZERO } from '@quotewright/kernel';
import type { ChosenContract } from './choose-contract.ts';
import type { ChosenCharge } from './choose-prices.ts';
import type { ContractPrice } from './contract-price.ts';
import type { LineTree } from './line-tree.ts';
import type { Price } from './price.ts';
import type { PriceAdjustment } from './price-adjustment.ts';
import { type ManualAdjustment, type PriceInputLine, pinnedList } from './price-input.ts';
import type { Promotion } from './promotion.ts';
import type { TierBasis } from './tariff.ts';
import type { Situation } from './unmet-condition.ts';

/** One charge of one line with everything that the stages of the waterfall look at. */
export interface ChargeCase extends Situation {
  readonly price: Price;
  readonly priceListVersion: number;
  readonly outOfDate: readonly Price[];
  readonly outranked: readonly Price[];
  /** What the price is multiplied with, and in which unit. */
  readonly quantity: Decimal;
  readonly unit: string;
  /** What the price's tiers count. */
  readonly tierBasis: Decimal;
  readonly contract?: ContractCase;
  /** Contract prices that fit the charge on other days. */
  readonly contractsOutOfDate: readonly ContractPrice[];
  /** Those that are about this charge, in the order in which they apply. */
  readonly adjustments: readonly PriceAdjustment[];
  readonly promotions: readonly Promotion[];
  readonly manual: readonly PlacedManual[];
  /** The phase of the price's ramp, where it has one. */
  readonly phase?: number;
}

export interface ContractCase extends ChosenContract {
  readonly tierBasis: Decimal;
}

/** A manual adjustment and its place on the line. */
export interface PlacedManual extends ManualAdjustment {
  readonly index: number;
}

/**
 * One-time and recurring charges count the line's quantity. A usage charge counts the line's usage of it, which
 * is the total of the line and is not multiplied by the quantity: three seats that use 1 M tokens together say 1 M.
 * A percentage counts the total it is a percentage of.
 */
export function quantityOf({ charge }: Price, line: PriceInputLine): Decimal {
  return charge.type === 'usage' ? usageOf(line, charge.id) : decimal(line.quantity);
}

export function basisOf(basis: TierBasis, own: Decimal, line: PriceInputLine, tree: LineTree): Decimal {
  switch (basis.kind) {
    case 'own':
      return own;
    case 'sumOf':
      return sum(basis.charges.map((id) => usageOf(line, id)));
    case 'bundle':
      return sum(basis.offeringIds.map((id) => tree.quantityInBundle(line, id)));
  }
}

/** The basis of a price's own tiers; a price without tiers counts its quantity. */
export function tierBasisOf(price: { readonly tierBasis?: TierBasis }): TierBasis {
  return price.tierBasis ?? { kind: 'own' };
}

export function chargeBase(
  { price, outOfDate, outranked }: ChosenCharge,
  { input, line, root, hasParts }: Situation,
): Pick<
  ChargeCase,
  'input' | 'line' | 'root' | 'hasParts' | 'price' | 'priceListVersion' | 'outOfDate' | 'outranked' | 'manual'
> {
  const manual = (line.manualOverride ?? []).map((adjustment, index) => ({ ...adjustment, index }));
  return {
    input,
    line,
    root,
    hasParts,
    price,
    priceListVersion: pinnedList(input).version,
    outOfDate,
    outranked,
    manual: manual.filter(({ chargeId }) => chargeId === undefined || chargeId === price.charge.id),
  };
}

/** Usage that is not named is none. */
function usageOf({ usage }: PriceInputLine, chargeId: string): Decimal {
  const text = Object.hasOwn(usage, chargeId) ? usage[chargeId] : undefined;
  return text === undefined ? ZERO : decimal(text);
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}
