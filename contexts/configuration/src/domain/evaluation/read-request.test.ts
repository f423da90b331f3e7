import { describe, expect, it } from 'vitest';
import { ask, CAR } from '../../testing/small-car.ts';

describe('a request that cannot be understood', () => {
  it.each([
    [{ wheels: 4 }, 'UNKNOWN_VARIABLE', '/choices/0/variable'],
    [{ engine: 'steam' }, 'UNKNOWN_VALUE', '/choices/0/value'],
    [{ engine: null }, 'UNKNOWN_VALUE', '/choices/0/value'],
    [{ engine: 7 }, 'VALUE_TYPE', '/choices/0/value'],
    [{ engine: 'petrol', 'tow/@quantity': 2 }, 'QUANTITY_OUT_OF_RANGE', '/choices/1/value'],
    [{ 'tow/@quantity': 'one' }, 'VALUE_TYPE', '/choices/0/value'],
    [{ 'tow/@quantity': 0.5 }, 'VALUE_TYPE', '/choices/0/value'],
  ] as const)('is refused: %j', (choices, code, pointer) => {
    expect(ask(CAR, choices as never)).toMatchObject({ kind: 'refused', errors: [{ code, pointer }] });
  });

  it('is refused when a variable is chosen twice', () => {
    const choices = [
      { variable: 'engine', value: 'petrol' },
      { variable: 'engine', value: 'petrol' },
    ];
    expect(ask(CAR, {}, { choices })).toMatchObject({
      errors: [{ code: 'DUPLICATE_CHOICE', pointer: '/choices/1/variable' }],
    });
  });
});
