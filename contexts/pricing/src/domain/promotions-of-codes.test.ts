import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import { PROMOTIONS_FORMAT, type Promotion, type PromotionSet } from './promotion.ts';
import { inPlace, placedPromotions, promotionsOfCodes } from './promotions-of-codes.ts';
import { usablePromotions } from './usable-promotions.ts';

const CODES = ['SPRING', 'VIP', 'TEN', 'NOBODY-HAS-IT'];

/** Few codes, so that some have several promotions and most promotions are asked for; half of them apply by themselves. */
const set: fc.Arbitrary<PromotionSet> = fc
  .uniqueArray(
    fc.record(
      {
        id: fc.stringMatching(/^[a-zA-Z0-9]{1,3}$/),
        name: fc.constant('Promotion'),
        priority: fc.integer({ min: -1, max: 1 }),
        combination: fc.constantFrom('exclusive' as const, 'stackable' as const),
        validity: fc.constantFrom({}, { from: '2027-01-01' }),
        conditions: fc.constant({}),
        appliesTo: fc.constant({}),
        adjustment: fc
          .integer({ min: 1, max: 60 })
          .map((off) => ({ type: 'percent' as const, value: `-${off}` })),
        code: fc.constantFrom(...CODES.slice(0, 3)),
        currency: fc.constantFrom('USD', 'EUR'),
      },
      {
        requiredKeys: [
          'id',
          'name',
          'priority',
          'combination',
          'validity',
          'conditions',
          'appliesTo',
          'adjustment',
        ],
      },
    ),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  .map((promotions) => ({ format: PROMOTIONS_FORMAT, promotions: promotions as readonly Promotion[] }));
const codes = fc.subarray(CODES);

describe('the promotions of the codes of a price', () => {
  const priced = (promotions: PromotionSet, promotionCodes: readonly string[]) => {
    const facts = factsOf([unitPrice('seat', '99.99')], { promotions });
    const lines = [aPriceInputLine({ offeringId: 'seat', quantity: '7' })];
    return resultOf(aPriceInput({ promotionSetVersion: 3, promotionCodes, lines }), facts);
  };

  it('make the same price as the whole set, byte by byte', () => {
    fc.assert(
      fc.property(set, codes, (whole, asked) => {
        const few = promotionsOfCodes(whole, asked);
        expect(canonicalJson(priced(few, asked))).toBe(canonicalJson(priced(whole, asked)));
      }),
    );
  });

  it('say the same of codes that cannot be used', () => {
    const day = { currency: 'USD', day: '2026-03-01' };
    fc.assert(
      fc.property(set, codes, (whole, asked) => {
        const pointed = asked.map((code, at) => ({ code, pointer: `/promotionCodes/${at}` }));
        const few = promotionsOfCodes(whole, asked).promotions;
        expect(usablePromotions(few, pointed, day)).toEqual(usablePromotions(whole.promotions, pointed, day));
      }),
    );
  });

  it('are the same when they are put together from their parts, in any order', () => {
    fc.assert(
      fc.property(set, codes, (whole, asked) => {
        const parts = [...asked.toReversed(), undefined].map((code) => placedPromotions(whole, code));
        expect(inPlace(parts)).toEqual(promotionsOfCodes(whole, asked).promotions);
      }),
    );
  });

  it('are none of a code that the set does not have, however near it is to one that it has', () => {
    const rule = {
      name: 'Promotion',
      priority: 0,
      combination: 'stackable',
      validity: {},
      conditions: {},
      appliesTo: {},
    } as const;
    const adjustment = { type: 'percent', value: '-1' } as const;
    const promotions: readonly Promotion[] = [
      { ...rule, id: 'a', adjustment, code: 'VIP' },
      { ...rule, id: 'b', adjustment },
    ];
    const asked = ['vip', 'VI', 'VIPS', ''];
    const few = promotionsOfCodes({ format: PROMOTIONS_FORMAT, promotions }, asked);
    expect(few.promotions.map(({ id }) => id)).toEqual(['b']);
  });
});
