import { type Decimal, decimal, decimalText, finite } from './decimal.ts';
import { DomainError } from './domain-error.ts';

/** How much of a unit. Never negative; whole unless the unit allows fractions. */
export class Quantity {
  readonly value: Decimal;
  readonly unit: string;

  private constructor(value: Decimal, unit: string) {
    this.value = value;
    this.unit = unit;
    Object.freeze(this);
  }

  static of(value: Decimal | string, unit: string, allow: 'whole' | 'fraction' = 'fraction'): Quantity {
    const parsed = typeof value === 'string' ? decimal(value) : finite(value);
    if (parsed.isNegative() && !parsed.isZero()) {
      throw new DomainError('QUANTITY_NEGATIVE', 'unprocessable', `a quantity of ${unit} cannot be negative`);
    }
    if (allow === 'whole' && !parsed.isInteger()) {
      throw new DomainError('QUANTITY_FRACTION', 'unprocessable', `${unit} is sold in whole units`);
    }
    return new Quantity(parsed.abs(), unit);
  }

  isZero(): boolean {
    return this.value.isZero();
  }

  toJSON(): { readonly value: string; readonly unit: string } {
    return { value: decimalText(this.value), unit: this.unit };
  }
}
