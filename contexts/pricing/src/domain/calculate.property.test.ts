import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { anOffering } from '../testing/upstream.ts';
import { calculate } from './calculate.ts';
import { compileIndex } from './compile-price-index.ts';
import type { Offering } from './offering.ts';
import type { Price } from './price.ts';
import type { PriceInput } from './price-input.ts';
import type { Tier } from './tariff.ts';

/*
 * Against a naive oracle: amounts and quantities are integers of 10^-12, everything is a BigInt fraction, and
 * rounding is done by hand.
 */

const SCALE = 12;
const text = (scaled: bigint): string => {
  const digits = scaled.toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -SCALE) : `${digits.slice(0, -SCALE)}.${fraction}`;
};

/** The amount in units of 10^-decimals: amount·quantity/per, rounded half-up. */
function oracleAmount(amount: bigint, quantity: bigint, perExponent: number, decimals: number): bigint {
  const denominator = 10n ** BigInt(2 * SCALE + perExponent - decimals);
  return (2n * amount * quantity + denominator) / (2n * denominator);
}

function minor(amount: string, decimals: number): bigint {
  const [integer = '', fraction = ''] = amount.split('.');
  return BigInt(integer + fraction.padEnd(decimals, '0').slice(0, decimals));
}

const amounts = fc.bigInt({ min: 0n, max: 10n ** 24n - 1n });
const quantities = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n ** 36n - 1n }),
  fc.bigInt({ min: 1n, max: 10n ** 15n }),
  fc.bigInt({ min: 1n, max: 300_000n }).map((whole) => whole * 10n ** 12n),
);
/** With these no charge comes to more than is allowed. */
const moderateAmounts = fc.bigInt({ min: 0n, max: 10n ** 22n });
const moderateQuantities = fc.bigInt({ min: 1n, max: 10n ** 17n });

const volumePrices = fc.record({
  amounts: fc.array(amounts, { minLength: 1, maxLength: 6 }),
  steps: fc.array(fc.bigInt({ min: 1n, max: 100_000n }), { minLength: 5, maxLength: 5 }),
  perExponent: fc.integer({ min: 0, max: 12 }),
});

function priced(price: Price, input: PriceInput) {
  const offering: Offering = {
    ...anOffering({ id: 'x', unit: { name: 'GB', fractions: true } }),
    contentHash: 'x',
  };
  const { entries: prices, rules } = compileIndex({ prices: [price] });
  return calculate(input, { offerings: new Map([['x', offering]]), prices, rules });
}

function monthly(perExponent: number, tiers: readonly Tier[]): Price {
  return {
    id: 'p',
    offeringId: 'x',
    charge: {
      id: 'fee',
      name: 'Fee',
      type: 'recurring',
      period: 'month',
      per: `1${'0'.repeat(perExponent)}`,
    },
    model: 'volume',
    tiers,
    tierBasis: { kind: 'own' },
    validity: {},
  };
}

describe('calculation', () => {
  it('agrees with exact fractions at every quantity, tier and rounding', () => {
    fc.assert(
      fc.property(volumePrices, quantities, fc.integer({ min: 0, max: 4 }), (price, quantity, decimals) => {
        const whole = 10n ** BigInt(SCALE);
        const thresholds: bigint[] = [];
        for (const step of price.steps) thresholds.push((thresholds.at(-1) ?? 0n) + step * whole);
        const tiers = price.amounts.map((amount, index) => ({
          ...(index === 0 ? {} : { above: text(thresholds[index - 1] as bigint) }),
          amount: text(amount),
        }));
        const reached = price.amounts.findLastIndex(
          (_, index) => index === 0 || quantity > (thresholds[index - 1] as bigint),
        );
        const expected = oracleAmount(
          price.amounts[reached] as bigint,
          quantity,
          price.perExponent,
          decimals,
        );

        const line = aPriceInputLine({ offeringId: 'x', quantity: text(quantity) });
        const input = aPriceInput({ lines: [line], roundingDecimals: decimals });
        const calculation = priced(monthly(price.perExponent, tiers), input);
        if (!calculation.ok) {
          expect(calculation.errors).toMatchObject([
            { pointer: '/lines/0/quantity', code: 'AMOUNT_TOO_LARGE' },
          ]);
          expect(expected).toBeGreaterThan(10n ** BigInt(15 + decimals));
          return;
        }
        const total = calculation.result.totals.recurring[0]?.amount.amount as string;
        expect(minor(total, decimals)).toBe(expected);
        expect(expected).toBeLessThanOrEqual(10n ** BigInt(15 + decimals));
      }),
      { numRuns: 500 },
    );
  });

  it('decides a tier at its threshold exactly: reached above it, not at it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 36n - 2n }), (threshold) => {
        const price = monthly(12, [{ amount: '1' }, { above: text(threshold), amount: '2' }]);
        const unitPriceAt = (quantity: bigint) => {
          const line = aPriceInputLine({ offeringId: 'x', quantity: text(quantity) });
          const calculation = priced(price, aPriceInput({ lines: [line] }));
          return calculation.ok ? calculation.result.lines[0]?.charges[0]?.unitPrice.amount : undefined;
        };
        expect(unitPriceAt(threshold)).toBe('1.00');
        expect(unitPriceAt(threshold + 1n)).toBe('2.00');
      }),
    );
  });

  it('totals are the sum of the rounded charges, without drift over many lines', () => {
    fc.assert(
      fc.property(
        fc.array(moderateQuantities, { minLength: 1, maxLength: 40 }),
        moderateAmounts,
        (all, amount) => {
          const lines = all.map((quantity, index) =>
            aPriceInputLine({ id: String(index), offeringId: 'x', quantity: text(quantity) }),
          );
          const calculation = priced(monthly(0, [{ amount: text(amount) }]), aPriceInput({ lines }));
          if (!calculation.ok) throw new Error(JSON.stringify(calculation.errors));
          const sum = all.reduce((total, quantity) => total + oracleAmount(amount, quantity, 0, 2), 0n);
          expect(minor(calculation.result.totals.recurring[0]?.amount.amount as string, 2)).toBe(sum);
        },
      ),
    );
  });

  it('gives the same bytes for the same input, however its members are ordered', () => {
    fc.assert(
      fc.property(quantities, amounts, (quantity, amount) => {
        const input = aPriceInput({
          lines: [aPriceInputLine({ offeringId: 'x', quantity: text(quantity) })],
        });
        const shuffled = Object.fromEntries(Object.entries(input).toReversed()) as unknown as PriceInput;
        const price = monthly(3, [{ amount: text(amount) }]);
        expect(canonicalJson(priced(price, shuffled))).toBe(
          canonicalJson(priced(price, structuredClone(input))),
        );
      }),
    );
  });
});
