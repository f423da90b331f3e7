import { Decimal as DecimalJs } from 'decimal.js';
import { DomainError } from './domain-error.ts';

/**
 * Our own clone: 60 significant digits (the library's default rounds at 20) and half-up, away from zero on
 * a tie, as invoices do. Exponent notation is never printed.
 */
export const Decimal = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

export const ZERO: Decimal = new Decimal(0);
export const ONE: Decimal = new Decimal(1);

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const MAX_INTEGER_DIGITS = 24;
const MAX_FRACTION_DIGITS = 12;

/** Why a text is no acceptable decimal, or undefined when it is: plain notation, ≤ 24 integer and ≤ 12 fraction digits. */
export function decimalProblem(text: string): string | undefined {
  if (text.length > MAX_INTEGER_DIGITS + MAX_FRACTION_DIGITS + 2 || !PLAIN.test(text)) {
    return 'must be a decimal number in plain notation, such as "12.50"';
  }
  const [integer = '', fraction = ''] = text.replace('-', '').split('.');
  if (integer.length > MAX_INTEGER_DIGITS) return `must have at most ${MAX_INTEGER_DIGITS} integer digits`;
  if (fraction.length > MAX_FRACTION_DIGITS) return `must have at most ${MAX_FRACTION_DIGITS} decimals`;
  return undefined;
}

/** Parses a decimal from text. Numbers are not accepted: a binary float has already lost the value. */
export function decimal(text: string): Decimal {
  const problem = decimalProblem(text);
  if (problem !== undefined)
    throw new DomainError('DECIMAL_INVALID', 'invalid', `"${text.slice(0, 40)}" ${problem}`);
  return new Decimal(text);
}

/** Refuses what is no number: the result of a division by zero must not travel on as an amount. */
export function finite(value: Decimal): Decimal {
  if (value.isFinite()) return value;
  throw new DomainError('DECIMAL_INVALID', 'invalid', `${value.toString()} is not a finite number`);
}

/** The one text form of a decimal: plain notation, no superfluous zeros, no negative zero. Safe to hash. */
export function decimalText(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}
