import { createRegistry } from '@quotewright/acceleration';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price } from '../domain/price.ts';
import { adjustmentsCategory, pricesCategory, ruleSetCategories } from './pricing-categories.ts';

const { codec } = pricesCategory;

/** Canonical decimal text, far beyond what a double keeps. */
const decimalText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.stringMatching(/^\d{0,11}[1-9]$/))
  .map(([negative, whole, fraction]) => `${negative ? '-' : ''}${whole}.${fraction}`);

const charge = { id: 'fee', name: 'Gebühr 🪑', type: 'usage', unit: 'token', per: '1000000' } as const;
const base = { id: 'seat:fee', offeringId: 'seat', charge, validity: {} };
const price: fc.Arbitrary<Price> = fc
  .oneof(
    fc.record({ model: fc.constant('flat' as const), amount: decimalText }),
    fc.record({
      model: fc.constantFrom('volume' as const, 'graduated' as const, 'block' as const),
      tiers: fc.array(fc.record({ above: decimalText, amount: decimalText, floor: decimalText }), {
        minLength: 1,
        maxLength: 5,
      }),
      tierBasis: fc.constant({ kind: 'sumOf' as const, charges: ['in', 'out'] }),
    }),
  )
  .map((tariff): Price => ({ ...base, ...tariff }));

describe('a copy of prices', () => {
  it('says to the last digit what the rows say', () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 20 }), (prices) => {
        expect(codec.decode(codec.encode(prices))).toEqual(prices);
      }),
    );
  });

  it('cannot be changed by whoever reads it', () => {
    const [copied] = codec.decode(codec.encode([{ ...base, model: 'flat', amount: '1' }]));
    expect(Object.isFrozen(copied) && Object.isFrozen(copied?.charge)).toBe(true);
  });

  it('is no copy when it is something else', () => {
    for (const text of ['', 'null', '{}', '[1]', '[null]', '{"promotions":[]}']) {
      expect(() => codec.decode(Buffer.from(text)), text).toThrow(/JSON|no value/);
    }
  });
});

describe('the categories of pricing', () => {
  it('are all declared as their kinds demand', () => {
    const { promotions, discountPolicy } = ruleSetCategories;
    const all = [pricesCategory, adjustmentsCategory, promotions.active, promotions.content];
    expect(() => createRegistry([...all, discountPolicy.active, discountPolicy.content])).not.toThrow();
  });
});
