import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { reasonOption } from './reason-option.ts';

describe('the reason of an order', () => {
  const parsed = (text: string) => reasonOption().parseArg?.(text, undefined);

  it('is kept without what surrounds it', () => {
    expect(parsed('  the store was emptied ')).toBe('the store was emptied');
  });

  it.each(['', '   ', 'ab', 'x'.repeat(501)])('is none: "%s"', (text) => {
    expect(() => parsed(text)).toThrow(InvalidArgumentError);
  });

  it('is always asked for', () => {
    expect(reasonOption().mandatory).toBe(true);
  });
});
