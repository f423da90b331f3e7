import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES, minorUnit } from './currency.ts';
import { Decimal, decimal, ONE, ZERO } from './decimal.ts';
import { Money } from './money.ts';

/** Amounts whose sums stay within the limits of the wire. */
const amount = fc
  .bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
  .map((units) => new Decimal(units.toString()).times('1e-12'));
const money = (code: string) => amount.map((value) => Money.of(value, code));
const usd = money('USD');

const rounded = (text: string, code: string) => Money.of(text, code).rounded().toJSON().amount;

describe('money', () => {
  it('adds in any order and grouping', () => {
    fc.assert(
      fc.property(usd, usd, usd, (a, b, c) => {
        expect(a.plus(b).equals(b.plus(a))).toBe(true);
        expect(
          a
            .plus(b)
            .plus(c)
            .equals(a.plus(b.plus(c))),
        ).toBe(true);
        expect(a.plus(b).minus(b).equals(a)).toBe(true);
        expect(a.plus(Money.zero('USD')).equals(a)).toBe(true);
      }),
    );
  });

  it('sums a list as repeated addition does, and an empty one to zero', () => {
    fc.assert(
      fc.property(fc.array(usd), (items) => {
        const total = items.reduce((sum, item) => sum.plus(item), Money.zero('USD'));
        expect(Money.sum(items, 'USD').equals(total)).toBe(true);
        expect(Money.sum(items.toReversed(), 'USD').equals(total)).toBe(true);
      }),
    );
    expect(Money.sum([], 'JPY').toJSON()).toEqual({ amount: '0', currency: 'JPY' });
  });

  it('multiplies each part as the whole', () => {
    fc.assert(
      fc.property(usd, usd, fc.integer({ min: -1000, max: 1000 }), (a, b, factor) => {
        const times = new Decimal(factor);
        expect(
          a
            .plus(b)
            .times(times)
            .equals(a.times(times).plus(b.times(times))),
        ).toBe(true);
      }),
    );
  });

  it('compares as its amounts do', () => {
    fc.assert(
      fc.property(usd, usd, (a, b) => {
        expect(a.compare(b)).toBe(a.amount.comparedTo(b.amount));
      }),
    );
    expect(Money.of('-0', 'USD').isZero()).toBe(true);
  });

  it.each([
    ['2.675', 'USD', '2.68'],
    ['2.665', 'USD', '2.67'],
    ['-2.665', 'USD', '-2.67'],
    ['2.6649999', 'USD', '2.66'],
    ['-0.004', 'USD', '0.00'],
    ['-0.005', 'USD', '-0.01'],
    ['0.5', 'JPY', '1'],
    ['-0.5', 'JPY', '-1'],
    ['1234.4999', 'JPY', '1234'],
    ['0.0005', 'KWD', '0.001'],
    ['299000.005', 'IDR', '299000.01'],
    ['0.00005', 'CLF', '0.0001'],
  ])('rounds %s %s half-up, away from zero on a tie, to %s', (value, code, expected) => {
    expect(rounded(value, code)).toBe(expected);
  });

  it('rounds by at most half a minor unit, and only once', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...CURRENCY_CODES), (value, code) => {
        const exact = Money.of(value, code);
        const once = exact.rounded();
        const halfUnit = new Decimal(10).pow(-minorUnit(exact.currency)).dividedBy(2);
        expect(once.minus(exact).amount.abs().lessThanOrEqualTo(halfUnit)).toBe(true);
        expect(once.rounded().equals(once)).toBe(true);
      }),
    );
  });

  it('rounds to the decimals a tenant asks for', () => {
    expect(Money.of('12.345678', 'USD').rounded(4).toJSON().amount).toBe('12.3457');
    expect(Money.of('12500.49', 'IDR').rounded(0).toJSON().amount).toBe('12500.00');
  });

  it('is the same after a journey as JSON', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...CURRENCY_CODES), (value, code) => {
        const before = Money.of(value, code);
        const after = Money.fromJson(JSON.parse(JSON.stringify(before)));
        expect(after.equals(before)).toBe(true);
      }),
    );
  });

  it.each([
    ['299000', 'IDR', '299000.00'],
    ['16.8', 'USD', '16.80'],
    ['0.000125', 'USD', '0.000125'],
    ['100', 'JPY', '100'],
    ['1.5', 'KWD', '1.500'],
    ['-0', 'EUR', '0.00'],
  ])('prints %s %s with at least its minor unit: %s', (value, code, expected) => {
    expect(Money.of(value, code).toJSON()).toEqual({ amount: expected, currency: code });
  });

  it('never mixes currencies', () => {
    const mismatch = expect.objectContaining({ code: 'CURRENCY_MISMATCH', kind: 'unprocessable' });
    const [dollars, euros] = [Money.of('1', 'USD'), Money.of('1', 'EUR')];
    expect(() => dollars.plus(euros)).toThrow(mismatch);
    expect(() => dollars.minus(euros)).toThrow(mismatch);
    expect(() => dollars.compare(euros)).toThrow(mismatch);
    expect(() => Money.sum([dollars, euros], 'USD')).toThrow(mismatch);
    expect(() => Money.sum([dollars], 'EUR')).toThrow(mismatch);
    expect(dollars.equals(euros)).toBe(false);
  });

  it('has a currency and a finite amount, or does not exist', () => {
    expect(() => Money.of('1', 'usd')).toThrow(expect.objectContaining({ code: 'CURRENCY_UNKNOWN' }));
    expect(() => Money.of('1e3', 'USD')).toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
    expect(() => Money.of(ONE.dividedBy(ZERO), 'USD')).toThrow(
      expect.objectContaining({ code: 'DECIMAL_INVALID' }),
    );
    expect(() => Money.of('1', 'USD').times(ZERO.dividedBy(ZERO))).toThrow(
      expect.objectContaining({ code: 'DECIMAL_INVALID' }),
    );
  });

  it('does not change', () => {
    const price = Money.of('1', 'USD');
    expect(() => Object.assign(price, { amount: decimal('2') })).toThrow(TypeError);
  });
});
