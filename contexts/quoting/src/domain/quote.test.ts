import { describe, expect, it } from 'vitest';
import { defaultValidity, isDue, stateAt } from './quote.ts';
import { quoteStates } from './quote-states.ts';

describe('the validity of a quote', () => {
  it('lasts the days of the tenant from now on', () => {
    expect(defaultValidity(Date.parse('2026-03-01T09:30:00.000Z'), 30)).toBe(
      Date.parse('2026-03-31T09:30:00.000Z'),
    );
  });

  it('ends at validUntil, and only offers that stand can end by it', () => {
    for (const state of quoteStates) {
      const isOffer = state === 'approved' || state === 'presented';
      expect(stateAt({ state, validUntil: 10 }, 9)).toBe(state);
      expect(stateAt({ state, validUntil: 10 }, 10)).toBe(isOffer ? 'expired' : state);
      expect(isDue({ state, validUntil: 10 }, 10)).toBe(isOffer);
    }
  });
});
