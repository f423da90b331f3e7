import { createRegistry } from '@quotewright/acceleration';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileIndex } from '../domain/compile-price-index.ts';
import type { Price } from '../domain/price.ts';
import { indexEntry, UNPRICED } from '../domain/price-index.ts';
import { activeListCategory, priceIndexCategory, priceRulesCategory } from './price-list-categories.ts';
import { ruleSetCategories } from './rule-set-categories.ts';

const { codec } = priceIndexCategory;

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

const ofSeat = (prices: readonly Price[]) => compileIndex({ prices }).entries.get('seat') ?? UNPRICED;

describe('a copy of prices', () => {
  it('says to the last digit what was compiled', () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 20 }), (prices) => {
        expect(codec.decode(codec.encode(ofSeat(prices)))).toEqual(ofSeat(prices));
      }),
    );
  });

  it('is the text that the tables have, byte for byte, so that its hash is the recorded one', () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 20 }), (prices) => {
        const { document } = indexEntry('seat', ofSeat(prices));
        expect(Buffer.from(codec.encode(ofSeat(prices))).toString('utf8')).toBe(document);
        expect(Buffer.from(codec.encode(codec.decode(Buffer.from(document)))).toString('utf8')).toBe(
          document,
        );
      }),
    );
  });

  it('cannot be changed by whoever reads it', () => {
    const { charges } = codec.decode(codec.encode(ofSeat([{ ...base, model: 'flat', amount: '1' }])));
    const [copied] = charges[0]?.prices ?? [];
    expect(Object.isFrozen(copied) && Object.isFrozen(copied?.charge)).toBe(true);
  });

  it('is no copy when it is something else', () => {
    const broken = [
      '',
      'null',
      '{}',
      '[]',
      '{"charges":[1]}',
      '{"charges":[{}]}',
      '{"charges":[{"prices":[null],"rules":[]}]}',
      '{"charges":[{"prices":[{}],"rules":["0"]}]}',
    ];
    for (const text of broken) {
      expect(() => codec.decode(Buffer.from(text)), text).toThrow(/JSON|no value/);
    }
  });
});

describe('the categories of pricing', () => {
  it('are all declared as their kinds demand', () => {
    const ofLists = [activeListCategory, priceIndexCategory, priceRulesCategory];
    expect(() => createRegistry([...ofLists, ...ruleSetCategories])).not.toThrow();
  });
});
