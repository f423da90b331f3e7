import { describe, expect, it } from 'vitest';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import { decideDiscounts } from './discount-decision.ts';
import { DISCOUNT_POLICY_FORMAT, type DiscountRule } from './discount-policy.ts';
import type { ManualAdjustment } from './price-input.ts';

const SET_UP = { id: 'set-up', name: 'Set-up', type: 'oneTime' } as const;
const FACTS = factsOf([unitPrice('seat', '10'), unitPrice('seat', '7', SET_UP)]);

const percent = (value: string, chargeId?: string): ManualAdjustment => ({
  ...(chargeId === undefined ? {} : { chargeId }),
  adjustment: { type: 'percent', value },
  reason: 'asked for',
});

/** The price of two lines of ten seats, of which the second is adjusted by hand. */
function priced(...manualOverride: readonly ManualAdjustment[]) {
  const lines = [
    aPriceInputLine({ id: 'plain', offeringId: 'seat', quantity: '10' }),
    aPriceInputLine({ id: 'given', offeringId: 'seat', quantity: '10', manualOverride }),
  ];
  return resultOf(aPriceInput({ lines }), FACTS);
}

const rule = (change: Partial<DiscountRule> = {}): DiscountRule => ({
  id: 'everybody',
  priority: 0,
  appliesTo: {},
  thresholds: [
    { abovePercent: '15', level: 1 },
    { abovePercent: '25', level: 2 },
  ],
  ...change,
});

const policy = (...rules: readonly DiscountRule[]) => ({
  version: 3,
  content: { format: DISCOUNT_POLICY_FORMAT, rules } as const,
});

function signalsOf(
  given: readonly ManualAdjustment[],
  rules: readonly DiscountRule[] = [rule()],
  roles = ['sales'],
) {
  const { signals, refused } = decideDiscounts(policy(...rules), roles, priced(...given));
  expect(refused).toEqual([]);
  return signals.map(({ chargeId, level, percent: shown, ruleId }) => [chargeId, level, shown, ruleId]);
}

describe('a discount given by hand', () => {
  it.each([
    ['as much as the first threshold', '-15', undefined],
    ['a little more', '-15.0001', 1],
    ['as much as the second one', '-25', 1],
    ['more than that', '-30', 2],
  ])('of %s raises the level that must approve', (_what, value, level) => {
    const expected = level === undefined ? [] : [['fee', level, value.slice(1), 'everybody']];
    expect(signalsOf([percent(value, 'fee')])).toEqual(expected);
  });

  it('is looked at for each charge of the line, and says what it was judged by', () => {
    const { signals } = decideDiscounts(policy(rule()), ['sales'], priced(percent('-20')));
    const signal = {
      code: 'DISCOUNT_ABOVE_THRESHOLD',
      level: 1,
      lineId: 'given',
      percent: '20',
      ruleId: 'everybody',
      policyVersion: 3,
    };
    expect(signals).toEqual([
      { ...signal, chargeId: 'fee' },
      { ...signal, chargeId: 'set-up' },
    ]);
  });

  it('counts as one with those before it on the charge, whatever their form', () => {
    const amount: ManualAdjustment = {
      chargeId: 'fee',
      adjustment: { type: 'amount', value: '-9' },
      reason: 'asked for again',
    };
    // 100 − 10 % = 90, − 9 = 81: 19 % in all, each of them below the threshold.
    expect(signalsOf([percent('-10', 'fee'), amount])).toEqual([['fee', 1, '19', 'everybody']]);
  });

  it('is none where what was taken is given back, or more', () => {
    const rules = [rule({ thresholds: [{ abovePercent: '0', level: 1 }] })];
    expect(signalsOf([percent('-50', 'fee'), percent('100', 'fee')], rules)).toEqual([]);
    expect(signalsOf([percent('20', 'fee')], rules)).toEqual([]);
  });

  it('is none where nothing was to be paid', () => {
    const free = factsOf([unitPrice('seat', '0')]);
    const manualOverride = [percent('-50', 'fee')];
    const input = aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat', manualOverride })] });
    expect(decideDiscounts(undefined, ['sales'], resultOf(input, free)).signals).toEqual([]);
  });

  it('is shown with at most four decimals, and judged exactly', () => {
    const manualOverride: readonly ManualAdjustment[] = [
      { chargeId: 'fee', adjustment: { type: 'amount', value: '-0.01' }, reason: 'a cent' },
    ];
    const lines = [aPriceInputLine({ offeringId: 'seat', quantity: '3000', manualOverride })];
    const result = resultOf(aPriceInput({ lines }), FACTS);
    const { signals } = decideDiscounts(
      policy(rule({ thresholds: [{ abovePercent: '0', level: 1 }] })),
      ['sales'],
      result,
    );
    expect(signals.map((signal) => signal.percent)).toEqual(['0']);
  });

  describe('of several rules', () => {
    const strict = rule({ id: 'strict', thresholds: [{ abovePercent: '5', level: 3 }] });
    const free = rule({ id: 'free', thresholds: [] });

    it('is judged by the one of the highest priority, then of the smallest id', () => {
      const given = [percent('-10', 'fee')];
      expect(signalsOf(given, [strict, { ...free, priority: 1 }])).toEqual([]);
      expect(signalsOf(given, [{ ...strict, priority: 1 }, free])).toEqual([['fee', 3, '10', 'strict']]);
      expect(signalsOf(given, [strict, free])).toEqual([]);
    });

    it('is judged by one for a role of the person', () => {
      const managers = { ...free, id: 'managers', priority: 1, roles: ['pricing-manager', 'admin'] };
      const given = [percent('-10', 'fee')];
      expect(signalsOf(given, [strict, managers], ['sales'])).toEqual([['fee', 3, '10', 'strict']]);
      expect(signalsOf(given, [strict, managers], ['sales', 'admin'])).toEqual([]);
    });

    it('is judged by one about the charge', () => {
      const setUp = { ...free, id: 'set-up', priority: 1, appliesTo: { chargeTypes: ['oneTime'] as const } };
      expect(signalsOf([percent('-10')], [strict, setUp])).toEqual([['fee', 3, '10', 'strict']]);
    });
  });

  it('without a rule that fits needs an approval, however small it is', () => {
    const others = policy(rule({ roles: ['admin'] }));
    for (const published of [undefined, others]) {
      const { signals } = decideDiscounts(published, ['sales'], priced(percent('-0.1', 'fee')));
      expect(signals).toMatchObject([{ level: 1, percent: '0.1', ruleId: 'default', policyVersion: null }]);
    }
  });

  it('above what anybody may give is refused, with its place and without a signal', () => {
    const most = policy(rule({ maxPercent: '40' }));
    expect(decideDiscounts(most, ['sales'], priced(percent('-40', 'fee')))).toMatchObject({
      signals: [{ level: 2 }],
      refused: [],
    });
    const { signals, refused } = decideDiscounts(most, ['sales'], priced(percent('-40.01', 'fee')));
    expect(signals).toEqual([]);
    expect(refused).toMatchObject([{ pointer: '/lines/1/manualAdjustments', code: 'DISCOUNT_NOT_ALLOWED' }]);
    expect(refused[0]?.reason).toContain('40.01');
  });
});

describe('a discount that shows later', () => {
  const adjusted = (entry: Parameters<typeof factsOf>[0][number], given: ManualAdjustment) => {
    const lines = [aPriceInputLine({ offeringId: 'seat', manualOverride: [given] })];
    const result = resultOf(aPriceInput({ lines }), factsOf([entry]));
    return decideDiscounts(policy(rule()), ['sales'], result).signals.map(({ percent: shown }) => shown);
  };
  const ramped = (...percents: readonly string[]) => ({
    ...unitPrice('seat', '100'),
    ramp: percents.map((part, index) => ({ fromMonth: 1 + index * 3, percent: part })),
  });

  it('is judged in the phase in which it is largest, also when the first one is free', () => {
    expect(adjusted(ramped('0', '100'), percent('-90'))).toEqual(['90']);
    const amount: ManualAdjustment = {
      chargeId: 'fee',
      adjustment: { type: 'amount', value: '-14' },
      reason: 'asked for',
    };
    expect(adjusted(ramped('100', '20'), amount)).toEqual(['70']);
  });

  it('is judged on usage that nobody has stated yet', () => {
    const usage = unitPrice('seat', '5', { id: 'traffic', name: 'Traffic', type: 'usage', unit: 'GB' });
    expect(adjusted(usage, percent('-90'))).toEqual(['90']);
    const cheap: ManualAdjustment = {
      chargeId: 'traffic',
      adjustment: { type: 'unitPrice', value: '0.01' },
      reason: 'asked for',
    };
    expect(adjusted(usage, cheap)).toEqual(['100']);
  });
});
