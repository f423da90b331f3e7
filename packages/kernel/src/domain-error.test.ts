import { describe, expect, it } from 'vitest';
import { DomainError, type ErrorTable, errorsOf } from './domain-error.ts';

const table = {
  QUOTE_EXPIRED: { kind: 'conflict', title: 'The quote is no longer valid' },
  QUOTE_NOT_FOUND: { kind: 'notFound', title: 'There is no such quote' },
} as const satisfies ErrorTable;
const fail = errorsOf(table);

describe('an error of a table', () => {
  it('takes its kind from the table and the rest from where it happened', () => {
    const cause = new Error('clock');
    const error = fail('QUOTE_EXPIRED', 'valid until 2026-03-01', { retryAfterSeconds: 1 }, cause);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      name: 'DomainError',
      code: 'QUOTE_EXPIRED',
      kind: 'conflict',
      message: 'valid until 2026-03-01',
      details: { retryAfterSeconds: 1 },
      cause,
    });
  });

  it('has no details and no cause unless given', () => {
    const error = fail('QUOTE_NOT_FOUND', 'no quote has this id');
    expect(error.details).toEqual({});
    expect(Object.hasOwn(error, 'cause')).toBe(false);
  });

  it('cannot be thrown with a code outside the table', () => {
    // @ts-expect-error: not a code of this table
    expect(() => fail('QUOTE_UNHEARD_OF', 'x')).toThrow(TypeError);
  });
});
