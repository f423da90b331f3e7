import { decimal, decimalProblem } from '@quotewright/kernel';
import type { Characteristic, CharacteristicValue } from './characteristic.schema.ts';

type OfType<Type> = Extract<Characteristic, { type: Type }>;

interface Range {
  readonly min?: string | number;
  readonly max?: string | number;
}

/** Why a characteristic cannot take the value, or undefined when it can. Patterns are not looked at. */
export type ValueCheck = (value: CharacteristicValue) => string | undefined;

/** Made once per characteristic, so that many values of a long enumeration cost no more than reading both. */
export function valueCheck(characteristic: Characteristic): ValueCheck {
  return (CHECKS[characteristic.type] as (of: Characteristic) => ValueCheck)(characteristic);
}

const CHECKS: { readonly [Type in Characteristic['type']]: (of: OfType<Type>) => ValueCheck } = {
  enum({ values }) {
    const ids = new Set<CharacteristicValue>(values.map(({ id }) => id));
    return (value) => (ids.has(value) ? undefined : 'must be the id of one of the values');
  },
  integer:
    ({ range }) =>
    (value) =>
      typeof value === 'number' ? rangeProblem(range, value) : 'must be a whole number',
  decimal:
    ({ range }) =>
    (value) => {
      if (typeof value !== 'string') return 'must be a decimal as text, such as "12.5"';
      return decimalProblem(value) ?? rangeProblem(range, value);
    },
  boolean: () => (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  text:
    ({ maxLength }) =>
    (value) => {
      if (typeof value !== 'string') return 'must be a text';
      return maxLength !== undefined && value.length > maxLength
        ? `must have at most ${maxLength} characters`
        : undefined;
    },
};

export function rangeProblem(range: Range | undefined, value: string | number): string | undefined {
  if (isAbove(range?.min, value)) return `must not be below ${range?.min}`;
  if (isAbove(value, range?.max)) return `must not be above ${range?.max}`;
  return undefined;
}

/** Exact comparison. False for what is absent or no decimal: that is another problem, reported by itself. */
export function isAbove(left: string | number | undefined, right: string | number | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const [a, b] = [String(left), String(right)];
  if (decimalProblem(a) !== undefined || decimalProblem(b) !== undefined) return false;
  return decimal(a).greaterThan(decimal(b));
}
