import { canonicalJson } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { PROMOTIONS_FORMAT } from './promotion.ts';
import { ruleSetReaders } from './read-rule-set.ts';

const SPRING = {
  id: 'spring',
  name: 'Spring sale',
  code: 'spring26',
  adjustment: { type: 'percent', value: '-50' },
};

function read(...promotions: readonly object[]) {
  return ruleSetReaders.promotions.read({
    format: PROMOTIONS_FORMAT,
    promotions: JSON.parse(JSON.stringify(promotions)),
  });
}

function errorsOf(...promotions: readonly object[]) {
  const result = read(...promotions);
  return result.ok ? [] : result.errors.map(({ pointer, code }) => [pointer, code]);
}

function contentOf(...promotions: readonly object[]) {
  const result = read(...promotions);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.content;
}

describe('a document of promotions', () => {
  it('is kept with defaults filled in, codes in upper case and decimals written in one way', () => {
    expect(
      contentOf({
        ...SPRING,
        adjustment: { type: 'percent', value: '-50.00' },
        currency: 'EUR',
        limits: { redemptions: 3, budget: '10.50' },
      }).promotions,
    ).toEqual([
      {
        id: 'spring',
        name: 'Spring sale',
        code: 'SPRING26',
        priority: 0,
        combination: 'exclusive',
        validity: {},
        conditions: {},
        appliesTo: {},
        adjustment: { type: 'percent', value: '-50' },
        currency: 'EUR',
        limits: { redemptions: 3, budget: '10.5' },
      },
    ]);
  });

  it('reads back as itself', () => {
    const content = contentOf(
      { ...SPRING, conditions: { termMonths: [24, 12], markets: ['US', 'EU'] } },
      { ...SPRING, id: 'welcome', code: undefined, combination: 'stackable', priority: 5 },
    );
    const again = ruleSetReaders.promotions.read(JSON.parse(canonicalJson(content)));
    expect(again).toEqual({ ok: true, content });
  });

  it('may be empty: that ends all promotions', () => {
    expect(contentOf().promotions).toEqual([]);
  });

  it.each([
    ['an unknown member', { discount: '5' }, '/promotions/0/discount', 'UNKNOWN_MEMBER'],
    ['a missing name', { name: undefined }, '/promotions/0/name', 'REQUIRED'],
    ['a code with spaces', { code: 'SPRING 26' }, '/promotions/0/code', 'FORMAT'],
    [
      'more than all taken off',
      { adjustment: { type: 'percent', value: '-100.01' } },
      '/promotions/0/adjustment/value',
      'INVALID',
    ],
    [
      'more decimals than a percentage has',
      { adjustment: { type: 'percent', value: '-1.00001' } },
      '/promotions/0/adjustment/value',
      'INVALID',
    ],
    [
      'a validity without a day',
      { validity: { from: '2026-03-01', until: '2026-03-01' } },
      '/promotions/0/validity',
      'INVALID',
    ],
    ['a combination nobody knows', { combination: 'best' }, '/promotions/0/combination', 'NOT_ALLOWED'],
    ['limits that limit nothing', { limits: {} }, '/promotions/0/limits', 'INVALID'],
    ['no redemption at all', { limits: { redemptions: 0 } }, '/promotions/0/limits/redemptions', 'TOO_SMALL'],
    [
      'half a redemption',
      { limits: { redemptionsPerAccount: 0.5 } },
      '/promotions/0/limits/redemptionsPerAccount',
      'TYPE',
    ],
    ['a budget without a currency', { limits: { budget: '100' } }, '/promotions/0/currency', 'REQUIRED'],
    [
      'an amount without a currency',
      { adjustment: { type: 'amount', value: '-5' } },
      '/promotions/0/currency',
      'REQUIRED',
    ],
  ])('is refused whole with %s', (_what, change, pointer, code) => {
    expect(errorsOf({ ...SPRING, ...change })).toEqual([[pointer, code]]);
  });

  it('points at an id that is there already', () => {
    expect(errorsOf(SPRING, { ...SPRING, code: 'OTHER' })).toEqual([['/promotions/1/id', 'ID_DUPLICATE']]);
  });

  describe('with one code twice', () => {
    const season = (id: string, validity: object, code = 'SPRING26') => ({ ...SPRING, id, code, validity });

    it('is refused where both would hold on a day, in whatever case the code is written', () => {
      const long = season('long', { from: '2026-01-01', until: '2026-06-01' });
      expect(errorsOf(long, season('late', { from: '2026-05-31' }, 'Spring26'))).toEqual([
        ['/promotions/1/code', 'CODE_DUPLICATE'],
      ]);
    });

    it('is fine where one begins when the other has ended', () => {
      const promotions = [
        season('this-year', { from: '2026-03-01', until: '2026-06-01' }),
        season('next-year', { from: '2027-03-01', until: '2027-06-01' }),
        season('summer', { from: '2026-06-01', until: '2026-09-01' }),
      ];
      expect(errorsOf(...promotions)).toEqual([]);
    });
  });

  it('has at most 1,000 promotions', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => ({
      ...SPRING,
      id: `p${index}`,
      code: `C${index}`,
    }));
    expect(errorsOf(...many)).toEqual([['/promotions', 'TOO_LARGE']]);
    expect(errorsOf(...many.slice(1))).toEqual([]);
  });
});
