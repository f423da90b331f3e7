import { contentHash, Decimal, decimalText, type FieldError, Money } from '@quotewright/kernel';
import { chargeCase, reachedTier, tiersOf } from './charge-case.ts';
import { checkUsage } from './check-usage.ts';
import { type ChosenCharge, choosePrices } from './choose-prices.ts';
import { pointerTo } from './field-errors.ts';
import type { Offering } from './offering.ts';
import type { Price } from './price.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import type { PricedCharge, PricedLine, PriceResult } from './price-result.ts';
import { checkSale } from './sellability.ts';
import { totalsOf } from './totals.ts';
import { runWaterfall } from './waterfall.ts';

/** What the pinned versions say about the offerings of the lines, by offering id. */
export interface PricingFacts {
  /** Every offering that a line names: resolving the input has refused the others. */
  readonly offerings: ReadonlyMap<string, Offering>;
  /** The rows of the pinned price list version, in the order of its document. */
  readonly prices: ReadonlyMap<string, readonly Price[]>;
}

export type Calculation =
  | { readonly ok: true; readonly result: PriceResult }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * Prices the whole input or refuses it whole, with a pointer for every line that cannot be priced. Pure: the
 * same input and facts give the same result, and the facts are of the versions that the input pins.
 */
export function calculate(input: PriceInput, facts: PricingFacts): Calculation {
  const errors: FieldError[] = [];
  const lines: PricedLine[] = [];
  for (const [index, line] of input.lines.entries()) {
    const offering = facts.offerings.get(line.offeringId) as Offering;
    const prices = facts.prices.get(line.offeringId) ?? [];
    const chosen = choosePrices(prices, input, index);
    const refused = [
      ...checkSale(offering, input, index),
      ...chosen.errors,
      ...checkUsage(prices, input, index),
    ];
    const priced = refused.length === 0 ? pricedLine(input, line, offering, chosen.charges) : undefined;
    errors.push(...refused, ...tooLarge(priced, index));
    if (priced !== undefined) lines.push(priced);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, result: resultOf(input, lines) };
}

/** With 5,000 lines of every charge a list can have, totals stay within the 24 digits that money may have. */
const MAX_AMOUNT = '1000000000000000';

function tooLarge(line: PricedLine | undefined, index: number): readonly FieldError[] {
  const charges =
    line?.charges.filter(({ amount }) => new Decimal(amount.amount).greaterThan(MAX_AMOUNT)) ?? [];
  return charges.map(({ chargeId, type, amount }) => ({
    pointer: pointerTo(['lines', index, ...(type === 'usage' ? ['usage', chargeId] : ['quantity'])]),
    code: 'AMOUNT_TOO_LARGE',
    reason: `the charge "${chargeId}" comes to ${amount.amount} ${amount.currency}, which is more than ${MAX_AMOUNT}`,
  }));
}

function resultOf(input: PriceInput, lines: readonly PricedLine[]): PriceResult {
  return {
    currency: input.currency,
    catalogVersion: input.catalogVersion,
    priceLists: input.priceLists,
    effectiveDate: input.effectiveDate,
    roundingMode: 'halfUp',
    engineVersion: input.engineVersion,
    inputHash: contentHash(input),
    lines,
    totals: totalsOf(lines, input.currency),
  };
}

function pricedLine(
  input: PriceInput,
  line: PriceInputLine,
  offering: Offering,
  charges: readonly ChosenCharge[],
): PricedLine {
  return {
    id: line.id,
    offeringId: line.offeringId,
    name: offering.name,
    quantity: line.quantity,
    charges: charges.map((chosen) => pricedCharge(input, line, offering, chosen)),
  };
}

function pricedCharge(
  input: PriceInput,
  line: PriceInputLine,
  offering: Offering,
  chosen: ChosenCharge,
): PricedCharge {
  const priced = chargeCase(chosen, input, line, offering);
  const { charge } = chosen.price;
  const tiers = tiersOf(chosen.price);
  const { amount, explanation } = runWaterfall(priced);
  return {
    chargeId: charge.id,
    name: charge.name,
    type: charge.type,
    ...(charge.period === undefined ? {} : { period: charge.period }),
    quantity: decimalText(priced.quantity),
    unit: priced.unit,
    unitPrice: Money.of(
      tiers[reachedTier(tiers, priced.tierBasis)]?.amount as string,
      input.currency,
    ).toJSON(),
    per: charge.per,
    amount: Money.of(amount, input.currency).toJSON(),
    explanation,
  };
}
