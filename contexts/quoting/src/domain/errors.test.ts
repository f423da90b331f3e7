import { describe, expect, it } from 'vitest';
import { invalid } from './errors.ts';

describe('the refusal of many wrong values', () => {
  it('names the first hundred and says how many there are', () => {
    const errors = Array.from({ length: 140_000 }, (_, index) => ({
      pointer: `/items/${index}`,
      code: 'CHARACTERISTIC_UNKNOWN',
      reason: 'is not known',
    }));
    const { details, message } = invalid(errors);
    expect(details).toMatchObject({ errorCount: 140_000 });
    expect(details.errors).toHaveLength(100);
    expect(message).toBe('/items/0: is not known (and 139999 more)');
  });
});
