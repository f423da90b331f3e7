import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, decimalProblem, decimalText, finite, ONE, ZERO } from './decimal.ts';

/** Any acceptable text without superfluous zeros: the form `decimalText` prints. */
const plainText = fc
  .tuple(
    fc.boolean(),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,23}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{0,11}[1-9]$/)),
  )
  .map(([negative, integer, fraction]) => {
    const text = integer + fraction;
    return negative && text !== '0' ? `-${text}` : text;
  });

describe('a decimal', () => {
  it('prints what was parsed, up to 24 integer digits and 12 decimals', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        expect(decimalText(decimal(text))).toBe(text);
      }),
    );
  });

  it('never passes through a binary float', () => {
    expect(decimalText(decimal('0.1').plus(decimal('0.2')))).toBe('0.3');
    expect(decimalText(decimal('999999999999999999999999.999999999999').minus(ONE))).toBe(
      '999999999999999999999998.999999999999',
    );
    expect(decimalText(decimal('9007199254740993'))).toBe('9007199254740993');
  });

  it('adds as integers of its smallest digit do', () => {
    const units = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const scaled = (value: bigint) => new Decimal(value.toString()).times('1e-12');
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(decimalText(scaled(a).plus(scaled(b)))).toBe(decimalText(scaled(a + b)));
      }),
    );
  });

  it('keeps 60 digits of a product, where the library would keep 20', () => {
    const factor = decimal('123456789012345678901234.56789');
    expect(decimalText(factor.times(factor))).toBe(
      '15241578753238836750495351562536198787501905199.8750190521',
    );
  });

  it('has one text per value: no exponent, no superfluous zeros, no negative zero', () => {
    expect(decimalText(new Decimal('1e21'))).toBe('1000000000000000000000');
    expect(decimalText(new Decimal('1e-12'))).toBe('0.000000000001');
    expect(decimalText(decimal('12.500'))).toBe('12.5');
    expect(decimalText(decimal('-0.00'))).toBe('0');
    expect(decimalText(ZERO.negated())).toBe('0');
  });

  it.each([
    '',
    ' ',
    '+1',
    '1.',
    '.5',
    '01',
    '-',
    '--1',
    '1e5',
    '1E400',
    '0x10',
    'NaN',
    'Infinity',
    '-Infinity',
    '1,5',
    '1 000',
    '1_000',
    ' 1',
    '1\n',
    '１２',
    '1.2.3',
    '١',
  ])('is not read from %j', (text) => {
    expect(() => decimal(text)).toThrow(
      expect.objectContaining({ code: 'DECIMAL_INVALID', kind: 'invalid' }),
    );
  });

  it('has limits, and says which one was passed', () => {
    expect(decimalProblem('9'.repeat(24))).toBeUndefined();
    expect(decimalProblem('9'.repeat(25))).toContain('24 integer digits');
    expect(decimalProblem(`0.${'9'.repeat(12)}`)).toBeUndefined();
    expect(decimalProblem(`0.${'9'.repeat(13)}`)).toContain('12 decimals');
    expect(decimalProblem(`-${'9'.repeat(24)}.${'9'.repeat(12)}`)).toBeUndefined();
    expect(decimalProblem('9'.repeat(1_000_000))).toContain('plain notation');
  });

  it('that is infinite or not a number is refused', () => {
    expect(() => finite(ONE.dividedBy(ZERO))).toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
    expect(() => finite(ZERO.dividedBy(ZERO))).toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
    expect(finite(ONE)).toBe(ONE);
  });
});
