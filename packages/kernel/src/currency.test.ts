import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES, currency, isCurrency, minorUnit } from './currency.ts';

describe('the table of ISO 4217', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['PLN', 2],
    ['IDR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['VND', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['MGA', 2],
    ['XCG', 2],
  ])('gives %s %i decimals', (code, decimals) => {
    expect(minorUnit(currency(code))).toBe(decimals);
  });

  it('has each code once, in order, in three capitals', () => {
    expect(new Set(CURRENCY_CODES).size).toBe(CURRENCY_CODES.length);
    expect(CURRENCY_CODES.toSorted()).toEqual(CURRENCY_CODES);
    for (const code of CURRENCY_CODES) expect(code).toMatch(/^[A-Z]{3}$/);
  });

  const withdrawn = ['DEM', 'HRK', 'BGN', 'ANG', 'SLL', 'ZWL', 'CUC'];
  const noMoney = ['XXX', 'XTS', 'XAU', 'XDR'];
  const noCode = ['', 'usd', 'US', 'USDT', ' USD', 'USD\n', '__proto__', 'toString'];
  it.each([...withdrawn, ...noMoney, ...noCode])('does not know %j', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => currency(code)).toThrow(
      expect.objectContaining({ code: 'CURRENCY_UNKNOWN', kind: 'invalid' }),
    );
  });
});
