import { Decimal, type FieldError, jsonPointer } from '@quotewright/kernel';
import { type ChargeMemo, REMEMBER_NOTHING, rememberCharges } from './charge-memo.ts';
import { checkManual } from './check-manual.ts';
import { checkUsage } from './check-usage.ts';
import { choosePrices } from './choose-prices.ts';
import type { ContractPriceSet } from './contract-price.ts';
import { lineTree } from './line-tree.ts';
import type { Offering } from './offering.ts';
import { inputHashOf } from './price-identity.ts';
import { type ListFacts, UNPRICED } from './price-index.ts';
import type { PriceInput } from './price-input.ts';
import { type ChosenLine, priceLines } from './price-lines.ts';
import type { PricedLine, PriceResult } from './price-result.ts';
import type { PromotionSet } from './promotion.ts';
import { rulesOfCharge } from './rules-of-charge.ts';
import { runningTotals } from './running-totals.ts';
import { checkSale } from './sellability.ts';
import { totalsOf } from './totals.ts';

/** What the pinned versions say about the offerings of the lines. */
export interface PricingFacts extends ListFacts {
  /** By offering id. Every offering that a line names: resolving the input has refused the others. */
  readonly offerings: ReadonlyMap<string, Offering>;
  /** Of the version that the input pins; absent where it pins none. */
  readonly contractPrices?: ContractPriceSet;
  readonly promotions?: PromotionSet;
}

export type Calculation =
  | { readonly ok: true; readonly result: PriceResult }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * Prices the whole input or refuses it whole, with a pointer for every line that cannot be priced. Pure: the
 * same input and facts give the same result, and the facts are of the versions that the input pins. With a memo, charges
 * that were priced before are not priced again.
 */
export function calculate(input: PriceInput, facts: PricingFacts, memo?: ChargeMemo): Calculation {
  const tree = lineTree(input);
  const errors: FieldError[] = [];
  const lines: ChosenLine[] = [];
  for (const [index, line] of input.lines.entries()) {
    const offering = facts.offerings.get(line.offeringId) as Offering;
    const prices = facts.prices.get(line.offeringId) ?? UNPRICED;
    const situation = { input, line, root: tree.rootOf(line), hasParts: tree.hasParts(line) };
    const { charges, errors: missing } = choosePrices(prices, situation, index);
    errors.push(
      ...checkSale(offering, input, index),
      ...missing,
      ...checkUsage(prices, input, index),
      ...checkManual(charges, line, index),
    );
    lines.push({ situation, offering, charges });
  }
  if (errors.length > 0) return { ok: false, errors };
  const priced = priceLines(lines, {
    tree,
    totals: runningTotals(tree),
    rules: facts.rules,
    promotions: rulesOfCharge(promotionsOf(input, facts.promotions)),
    contractPrices: Map.groupBy(facts.contractPrices?.prices ?? [], ({ offeringId }) => offeringId),
    remember: memo === undefined ? REMEMBER_NOTHING : rememberCharges(memo, input),
  });
  const tooLarge = priced.flatMap(amountsTooLarge);
  return tooLarge.length > 0
    ? { ok: false, errors: tooLarge }
    : { ok: true, result: resultOf(input, priced) };
}

/** Those that apply by themselves, and those that were asked for. */
function promotionsOf({ promotionCodes }: PriceInput, set: PromotionSet | undefined) {
  return (set?.promotions ?? []).filter(({ code }) => code === undefined || promotionCodes.includes(code));
}

/** With 5,000 lines of every charge a list can have, totals stay within the 24 digits that money may have. */
const MAX_AMOUNT = '1000000000000000';

function amountsTooLarge(line: PricedLine, index: number): readonly FieldError[] {
  const charges = line.charges.filter(({ amount, phases = [] }) =>
    [amount, ...phases.map((phase) => phase.amount)].some((one) =>
      new Decimal(one.amount).greaterThan(MAX_AMOUNT),
    ),
  );
  return charges.map(({ chargeId, type, amount }) => ({
    pointer: jsonPointer(['lines', index, ...(type === 'usage' ? ['usage', chargeId] : ['quantity'])]),
    code: 'AMOUNT_TOO_LARGE',
    reason: `the charge "${chargeId}" comes to ${amount.amount} ${amount.currency}, which is more than ${MAX_AMOUNT}`,
  }));
}

function resultOf(input: PriceInput, lines: readonly PricedLine[]): PriceResult {
  const { contractSetVersion, promotionSetVersion } = input;
  return {
    currency: input.currency,
    catalogVersion: input.catalogVersion,
    priceLists: input.priceLists,
    ...(contractSetVersion === null ? {} : { contractSetVersion }),
    ...(promotionSetVersion === null ? {} : { promotionSetVersion }),
    effectiveDate: input.effectiveDate,
    roundingMode: 'halfUp',
    engineVersion: input.engineVersion,
    inputHash: inputHashOf(input),
    lines,
    totals: totalsOf(lines, input.currency),
  };
}
