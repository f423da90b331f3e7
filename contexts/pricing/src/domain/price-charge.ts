import { type Decimal, decimalText, Money } from '@quotewright/kernel';
import { basisOf, type ChargeCase, chargeBase, quantityOf, tierBasisOf } from './charge-case.ts';
import type { RememberCharge } from './charge-memo.ts';
import { chooseContract } from './choose-contract.ts';
import type { ChosenCharge } from './choose-prices.ts';
import type { ContractPrice } from './contract-price.ts';
import { fail } from './errors.ts';
import { firstPeriod } from './first-period.ts';
import type { LineTree } from './line-tree.ts';
import type { Offering } from './offering.ts';
import type { PriceAdjustment } from './price-adjustment.ts';
import type { ListRules } from './price-index.ts';
import type { PricedCharge } from './price-result.ts';
import type { Promotion } from './promotion.ts';
import type { RulesOfCharge } from './rules-of-charge.ts';
import type { RunningTotals } from './running-totals.ts';
import { reachedTier, type Tariff, tiersOf } from './tariff.ts';
import type { Situation } from './unmet-condition.ts';
import { runWaterfall } from './waterfall.ts';

/** What all charges of a calculation share. */
export interface ChargeContext {
  readonly tree: LineTree;
  readonly totals: RunningTotals;
  readonly rules: ListRules;
  readonly promotions: RulesOfCharge<Promotion>;
  /** By offering. */
  readonly contractPrices: ReadonlyMap<string, readonly ContractPrice[]>;
  readonly remember: RememberCharge;
}

/** Prices one charge of one line, once for each phase of its ramp. */
export function priceCharge(
  chosen: ChosenCharge,
  situation: Situation,
  offering: Offering,
  context: ChargeContext,
): PricedCharge {
  const charge = chargeCase(chosen, situation, offering, context);
  return context.remember(charge, () => pricedInPhases(charge));
}

function pricedInPhases(charge: ChargeCase): PricedCharge {
  const { ramp } = charge.price;
  if (ramp === undefined) return pricedCharge(charge);
  const [first, ...later] = ramp.map((_, phase) => pricedCharge({ ...charge, phase }));
  return {
    ...(first as PricedCharge),
    phases: later.map(({ amount, explanation }, index) => ({
      fromMonth: ramp[index + 1]?.fromMonth as number,
      amount,
      explanation,
    })),
  };
}

function chargeCase(
  chosen: ChosenCharge,
  situation: Situation,
  offering: Offering,
  { tree, totals, rules, promotions, contractPrices }: ChargeContext,
): ChargeCase {
  const { price } = chosen;
  const { line } = situation;
  const isPercent = price.model === 'percentOfTotal';
  const quantity = isPercent ? totals.of(line, price.of) : quantityOf(price, line);
  const basisFor = (tariff: object) => basisOf(tierBasisOf(tariff), quantity, line, tree);
  const { chosen: contract, outOfDate: contractsOutOfDate } = chooseContract(
    contractPrices.get(line.offeringId) ?? [],
    price.charge.id,
    situation,
  );
  return {
    ...chargeBase(chosen, situation),
    quantity: contract === undefined || !isPercent ? quantity : quantityOf(price, line),
    unit: isPercent ? situation.input.currency : (price.charge.unit ?? offering.unit.name),
    tierBasis: basisFor(price),
    contractsOutOfDate,
    ...(contract === undefined ? {} : { contract: { ...contract, tierBasis: basisFor(contract.price) } }),
    adjustments: chosen.rules.map((place) => ruleAt(rules, place)),
    promotions: promotions(line.offeringId, price.charge),
  };
}

/** An entry of one index must not be read with the rules of another. */
function ruleAt(rules: readonly PriceAdjustment[], place: number): PriceAdjustment {
  const rule = rules[place];
  if (rule === undefined) throw fail('PRICE_INDEX_DAMAGED', `there is no rule at place ${place}`);
  return rule;
}

function pricedCharge(charge: ChargeCase): PricedCharge {
  const { input, line, price, quantity, unit } = charge;
  const { currency, roundingDecimals: decimals } = input;
  const { amount, explanation } = runWaterfall(charge);
  const shown = shownPrice(charge);
  const { id, name, type, period } = price.charge;
  const prorated =
    price.charge.proration === undefined || period === undefined || line.startDate === undefined
      ? undefined
      : firstPeriod(line.startDate, period, amount, { currency, decimals });
  return {
    chargeId: id,
    name,
    type,
    ...(period === undefined ? {} : { period }),
    ...shown.model,
    quantity: decimalText(quantity),
    unit,
    unitPrice: Money.of(shown.unitPrice, currency).toJSON(),
    per: shown.per,
    amount: Money.of(amount, currency).toJSON(),
    explanation,
    ...(prorated === undefined ? {} : { firstPeriod: prorated }),
  };
}

interface ShownPrice {
  readonly model: Pick<PricedCharge, 'model'>;
  readonly unitPrice: string;
  readonly per: string;
}

/** The price that stands beside the quantity: the contract's where there is one. */
function shownPrice({ price, contract, tierBasis }: ChargeCase): ShownPrice {
  const { per } = price.charge;
  if (contract !== undefined) return { ...shownTariff(contract.price, contract.tierBasis), per };
  if (price.model === 'percentOfTotal') {
    return { model: { model: 'percentOfTotal' }, unitPrice: price.percent, per: '100' };
  }
  return { ...shownTariff(price, tierBasis), per };
}

function shownTariff(tariff: Tariff, basis: Decimal): Omit<ShownPrice, 'per'> {
  const tiers = tiersOf(tariff);
  const unitPrice = tiers[reachedTier(tiers, basis)]?.amount as string;
  const { model } = tariff;
  return { unitPrice, model: model === 'graduated' || model === 'block' ? { model } : {} };
}
