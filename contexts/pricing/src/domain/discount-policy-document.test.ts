import { canonicalJson } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { DISCOUNT_POLICY_FORMAT } from './discount-policy.ts';
import { ruleSetReaders } from './read-rule-set.ts';

const EVERYBODY = {
  id: 'everybody',
  thresholds: [
    { abovePercent: '15', level: 1 },
    { abovePercent: '25', level: 2 },
  ],
};

function read(...rules: readonly object[]) {
  return ruleSetReaders.discountPolicy.read({
    format: DISCOUNT_POLICY_FORMAT,
    rules: JSON.parse(JSON.stringify(rules)),
  });
}

function errorsOf(...rules: readonly object[]) {
  const result = read(...rules);
  return result.ok ? [] : result.errors.map(({ pointer, code }) => [pointer, code]);
}

const thresholds = (...steps: readonly (readonly [abovePercent: string, level: number])[]) => ({
  ...EVERYBODY,
  thresholds: steps.map(([abovePercent, level]) => ({ abovePercent, level })),
});

describe('a discount policy document', () => {
  it('is kept with defaults filled in and decimals written in one way, and reads back as itself', () => {
    const sent = { ...EVERYBODY, roles: ['sales'], maxPercent: '40.0', appliesTo: { chargeIds: ['fee'] } };
    const result = read(sent);
    expect(result).toEqual({
      ok: true,
      content: {
        format: DISCOUNT_POLICY_FORMAT,
        rules: [{ ...sent, priority: 0, maxPercent: '40' }],
      },
    });
    const { content } = result as Extract<typeof result, { ok: true }>;
    expect(ruleSetReaders.discountPolicy.read(JSON.parse(canonicalJson(content)))).toEqual(result);
  });

  it.each([
    ['a rule without thresholds', { ...EVERYBODY, thresholds: undefined }, '/rules/0/thresholds', 'REQUIRED'],
    ['a role nobody can have', { ...EVERYBODY, roles: ['a role'] }, '/rules/0/roles/0', 'FORMAT'],
    ['no role at all', { ...EVERYBODY, roles: [] }, '/rules/0/roles', 'TOO_SMALL'],
    ['a level that is none', thresholds(['15', 0]), '/rules/0/thresholds/0/level', 'TOO_SMALL'],
    ['a level above all', thresholds(['15', 10]), '/rules/0/thresholds/0/level', 'TOO_LARGE'],
    ['a negative percentage', thresholds(['-1', 1]), '/rules/0/thresholds/0/abovePercent', 'INVALID'],
    [
      'a percentage of the same height',
      thresholds(['15', 1], ['15.0', 2]),
      '/rules/0/thresholds/1',
      'THRESHOLD_ORDER',
    ],
    ['more than everything', { ...EVERYBODY, maxPercent: '140' }, '/rules/0/maxPercent', 'INVALID'],
    [
      'a threshold that is never reached',
      { ...thresholds(['20', 1]), maxPercent: '20' },
      '/rules/0/thresholds/0/abovePercent',
      'THRESHOLD_ORDER',
    ],
    ['a percentage that falls', thresholds(['15', 1], ['5', 2]), '/rules/0/thresholds/1', 'THRESHOLD_ORDER'],
    [
      'more discount for less authority',
      thresholds(['15', 2], ['25', 1]),
      '/rules/0/thresholds/1',
      'THRESHOLD_ORDER',
    ],
  ])('is refused whole with %s', (_what, rule, pointer, code) => {
    expect(errorsOf(rule)).toEqual([[pointer, code]]);
  });

  it('points at an id that is there already', () => {
    expect(errorsOf(EVERYBODY, EVERYBODY)).toEqual([['/rules/1/id', 'ID_DUPLICATE']]);
  });

  it('has at most 500 rules', () => {
    const many = Array.from({ length: 501 }, (_, index) => ({ ...EVERYBODY, id: `r${index}` }));
    expect(errorsOf(...many)).toEqual([['/rules', 'TOO_LARGE']]);
    expect(errorsOf(...many.slice(1))).toEqual([]);
  });
});
