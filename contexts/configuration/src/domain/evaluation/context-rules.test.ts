import { describe, expect, it } from 'vitest';
import { answer, type ask, CAR, domainOf } from '../../testing/small-car.ts';
import type { SmallScope } from '../../testing/small-scope.ts';

describe('validity', () => {
  const sold: SmallScope = {
    ...CAR,
    validity: [{ id: 'diesel-ends', variable: 'engine', removes: ['diesel'], until: '2026-03-01' }],
  };

  it('ends on the day before, and is named where it refuses a choice', () => {
    const lastDay = { context: { date: '2026-02-28', values: {} } };
    expect(domainOf(answer(sold, {}, lastDay), 'engine')).toContain('diesel');
    expect(answer(sold, { engine: 'diesel' })).toMatchObject({
      status: 'CONFLICT',
      conflict: { rules: [{ ruleId: 'diesel-ends' }] },
    });
  });
});

describe('eligibility', () => {
  const sold: SmallScope = {
    ...CAR,
    eligibility: [{ id: 'diesel-de', variable: 'engine', removes: ['diesel'], market: 'de' }],
  };

  it('removes values unless the context allows them for sure', () => {
    const inGermany = { context: { date: '2026-03-01', values: { market: 'de' } } };
    expect(domainOf(answer(sold, {}, inGermany), 'engine')).toContain('diesel');
    expect(domainOf(answer(sold, {}), 'engine')).toEqual(['petrol', 'electric']);
  });

  it('is named where it refuses a choice', () => {
    expect(answer(sold, { engine: 'diesel' })).toMatchObject({
      status: 'CONFLICT',
      conflict: {
        choices: [{ variable: 'engine', value: 'diesel' }],
        rules: [{ ruleId: 'diesel-de', message: 'diesel-de' }],
      },
    });
  });
});

describe('advice', () => {
  const advised: SmallScope = {
    ...CAR,
    advice: [
      {
        ruleId: 'think-of-tow',
        kind: 'recommendation',
        messageKey: 'A tow bar goes well with it.',
        expression: {
          op: 'compare',
          relation: '=',
          left: { kind: 'reference', of: { variable: 'engine' } },
          right: { kind: 'scalar', value: 'diesel' },
        },
      },
      {
        ruleId: 'has-tow',
        kind: 'warning',
        messageKey: 'Most people want a tow bar.',
        expression: { op: 'present', path: 'tow' },
      },
    ],
  };

  it('is given where it is sure', () => {
    const rules = (chosen: Parameters<typeof ask>[1]) =>
      answer(advised, chosen).advice.map(({ ruleId }) => ruleId);
    expect(rules({ engine: 'diesel' })).toEqual(['think-of-tow', 'has-tow']);
    expect(rules({ 'tow/@quantity': 1 })).toEqual([]);
  });
});
