import { describe, expect, it } from 'vitest';
import { engineLaws } from './engine-laws.ts';

describe('of any small model', () => {
  it.each(engineLaws)('$name', ({ broken }) => {
    expect(broken({ numRuns: 400 })).toBeUndefined();
  });
});
