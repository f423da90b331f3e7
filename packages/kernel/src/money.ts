import { type Currency, currency, minorUnit } from './currency.ts';
import { Decimal, decimal, decimalText, finite, ZERO } from './decimal.ts';
import { DomainError } from './domain-error.ts';

/** Money on the wire: a decimal string and its currency. */
export interface MoneyJson {
  readonly amount: string;
  readonly currency: string;
}

/**
 * An exact amount of one currency. Arithmetic keeps every digit (of 60); only `rounded()` rounds, half-up to the
 * currency's minor unit, so that a calculation decides itself where it rounds: once, at the end.
 */
export class Money {
  readonly amount: Decimal;
  readonly currency: Currency;

  private constructor(amount: Decimal, code: Currency) {
    this.amount = finite(amount);
    this.currency = code;
    Object.freeze(this);
  }

  static of(amount: Decimal | string, code: Currency | string): Money {
    return new Money(typeof amount === 'string' ? decimal(amount) : amount, currency(code));
  }

  static zero(code: Currency | string): Money {
    return new Money(ZERO, currency(code));
  }

  static fromJson(json: MoneyJson): Money {
    return Money.of(json.amount, json.currency);
  }

  /** The sum; `code` names the currency of an empty list. */
  static sum(items: Iterable<Money>, code: Currency | string): Money {
    let total = Money.zero(code);
    for (const item of items) total = total.plus(item);
    return total;
  }

  plus(other: Money): Money {
    this.#mustShareCurrency(other);
    return new Money(this.amount.plus(other.amount), this.currency);
  }

  minus(other: Money): Money {
    this.#mustShareCurrency(other);
    return new Money(this.amount.minus(other.amount), this.currency);
  }

  times(factor: Decimal): Money {
    return new Money(this.amount.times(factor), this.currency);
  }

  compare(other: Money): number {
    this.#mustShareCurrency(other);
    return this.amount.comparedTo(other.amount);
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.amount.equals(other.amount);
  }

  isZero(): boolean {
    return this.amount.isZero();
  }

  /** Half-up to the minor unit (or to `decimals`, where a tenant overrides it). */
  rounded(decimals: number = minorUnit(this.currency)): Money {
    return new Money(this.amount.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP), this.currency);
  }

  /** At least the minor unit's digits, and every digit there is: `299000.00`, `0.000125`. */
  toJSON(): MoneyJson {
    const decimals = Math.max(minorUnit(this.currency), this.amount.decimalPlaces());
    return {
      amount: this.amount.isZero() ? ZERO.toFixed(decimals) : this.amount.toFixed(decimals),
      currency: this.currency,
    };
  }

  toString(): string {
    return `${decimalText(this.amount)} ${this.currency}`;
  }

  #mustShareCurrency(other: Money): void {
    if (other.currency === this.currency) return;
    throw new DomainError(
      'CURRENCY_MISMATCH',
      'unprocessable',
      `cannot combine ${this.currency} with ${other.currency}`,
    );
  }
}
