import { contentHash } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';

/** Another value for every dimension. A new dimension without a row here does not compile. */
const OTHER_INPUTS: { readonly [Dimension in keyof Required<PriceInput>]: PriceInput[Dimension] } = {
  tenant: 'other',
  account: '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f',
  contractSetVersion: 1,
  customerSegment: 'enterprise',
  accountType: 'customer',
  customerType: 'business',
  channel: 'partner',
  market: 'US',
  place: 'berlin',
  partner: 'reseller',
  currency: 'EUR',
  effectiveDate: '2026-03-02',
  catalogVersion: 2,
  priceLists: [{ id: 'standard-usd', version: 2 }],
  promotionSetVersion: 1,
  discountPolicyVersion: 1,
  tenantConfigVersion: 2,
  roundingDecimals: 3,
  promotionCodes: ['SPRING26'],
  exhaustedPromotions: ['spring'],
  lines: [],
  engineVersion: '1',
};

/** Absent where they say nothing. */
const ONLY_WHEN_SAID = ['exhaustedPromotions', 'parentId', 'characteristics', 'startDate'];

/** Of those that have one value only so far, something that they may hold one day. */
const OTHER_LINES: { readonly [Dimension in keyof Required<PriceInputLine>]: unknown } = {
  id: 'line-2',
  offeringId: 'claude-3',
  offeringHash: 'b'.repeat(64),
  configurationHash: 'c'.repeat(64),
  ruleSetVersion: 1,
  action: 'change',
  quantity: '2',
  termMonths: 12,
  usage: { input: '1' },
  manualOverride: [{ adjustment: { type: 'percent', value: '-10' }, reason: 'strategic' }],
  installedBase: { asset: '1' },
  parentId: 'line-0',
  characteristics: { region: ['r1'] },
  startDate: '2026-03-15',
};

const key = contentHash(aPriceInput());

describe('the key of a price', () => {
  it.each(Object.entries(OTHER_INPUTS))(
    "complaint: another customer's price is never met: %s changes the key",
    (dimension, value) => {
      expect(contentHash({ ...aPriceInput(), [dimension]: value })).not.toBe(key);
    },
  );

  it.each(Object.entries(OTHER_LINES))('%s of a line changes the key', (dimension, value) => {
    const line = { ...aPriceInputLine(), [dimension]: value };
    expect(contentHash({ ...aPriceInput(), lines: [line] })).not.toBe(key);
  });

  it('tells the order of lines and the id of a price list', () => {
    const [a, b] = [aPriceInputLine({ id: 'a' }), aPriceInputLine({ id: 'b' })];
    expect(contentHash(aPriceInput({ lines: [a, b] }))).not.toBe(contentHash(aPriceInput({ lines: [b, a] })));
    const otherList = aPriceInput({ priceLists: [{ id: 'other', version: 1 }] });
    expect(contentHash(otherList)).not.toBe(key);
  });

  it('has the value of each dimension today in the builder, so that the rows above differ from something', () => {
    const always = (dimensions: object) =>
      Object.keys(dimensions)
        .filter((name) => !ONLY_WHEN_SAID.includes(name))
        .sort();
    expect(Object.keys(aPriceInput()).sort()).toEqual(always(OTHER_INPUTS));
    expect(Object.keys(aPriceInputLine()).sort()).toEqual(always(OTHER_LINES));
  });
});
