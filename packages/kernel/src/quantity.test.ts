import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ONE, ZERO } from './decimal.ts';
import { Quantity } from './quantity.ts';

describe('a quantity', () => {
  it('keeps its value and unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), (value) => {
        const json = Quantity.of(value.toString(), 'token', 'whole').toJSON();
        expect(json).toEqual({ value: value.toString(), unit: 'token' });
      }),
    );
    expect(Quantity.of('0.250', 'hour').toJSON()).toEqual({ value: '0.25', unit: 'hour' });
    expect(Quantity.of(decimal('-0'), 'seat').toJSON()).toEqual({ value: '0', unit: 'seat' });
  });

  it('is never negative', () => {
    for (const value of ['-1', '-0.000000000001']) {
      expect(() => Quantity.of(value, 'seat')).toThrow(
        expect.objectContaining({ code: 'QUANTITY_NEGATIVE', kind: 'unprocessable' }),
      );
    }
  });

  it('is whole where the unit is sold whole', () => {
    expect(() => Quantity.of('1.5', 'seat', 'whole')).toThrow(
      expect.objectContaining({ code: 'QUANTITY_FRACTION', kind: 'unprocessable' }),
    );
    expect(Quantity.of('2.000', 'seat', 'whole').toJSON().value).toBe('2');
  });

  it('is a finite number in plain notation', () => {
    for (const text of ['1e400', 'NaN', 'Infinity', 'ten']) {
      expect(() => Quantity.of(text, 'seat')).toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
    }
    expect(() => Quantity.of(ONE.dividedBy(ZERO), 'seat')).toThrow(
      expect.objectContaining({ code: 'DECIMAL_INVALID' }),
    );
  });

  it('knows when there is nothing of it', () => {
    expect(Quantity.of('0.0', 'seat').isZero()).toBe(true);
    expect(Quantity.of('0.1', 'seat').isZero()).toBe(false);
  });
});
