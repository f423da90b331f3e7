import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { choosePrices } from './choose-prices.ts';
import { compileIndex } from './compile-price-index.ts';
import type { Price } from './price.ts';
import type { PriceAdjustment } from './price-adjustment.ts';
import { indexEntry, indexIdentity, UNPRICED } from './price-index.ts';
import { rulesOfCharge } from './rules-of-charge.ts';

const OFFERINGS = ['a', 'b', 'c'];
const CHARGES = { fee: 'recurring', setup: 'oneTime', calls: 'usage' } as const;
type ChargeId = keyof typeof CHARGES;

const offeringId = fc.constantFrom(...OFFERINGS);
const chargeId = fc.constantFrom(...(Object.keys(CHARGES) as ChargeId[]));
const some = <T>(one: fc.Arbitrary<T>) =>
  fc.option(fc.array(one, { minLength: 1, maxLength: 3 }), { nil: undefined });
const priority = fc.integer({ min: -1, max: 1 });
const day = fc.constantFrom('2026-01-01', '2026-03-01', '2026-06-01');

const prices: fc.Arbitrary<readonly Price[]> = fc
  .array(
    fc.record({ offeringId, chargeId, priority, from: day, until: day, market: fc.constantFrom('EU', 'US') }),
    {
      maxLength: 25,
    },
  )
  .map((rows) =>
    rows.map(
      ({ chargeId: id, from, until, market, ...row }, place): Price => ({
        ...row,
        id: `p${place}`,
        charge: { id, name: id, type: CHARGES[id], per: '1' },
        validity: { from, until },
        conditions: { markets: [market] },
        model: 'flat',
        amount: `${place}`,
      }),
    ),
  );

const adjustments: fc.Arbitrary<readonly PriceAdjustment[]> = fc
  .array(
    fc.record({
      priority,
      offeringIds: some(offeringId),
      chargeIds: some(chargeId),
      chargeTypes: some(fc.constantFrom(...Object.values(CHARGES))),
    }),
    { maxLength: 12 },
  )
  .map((rules) =>
    rules.map(
      ({ priority: rank, ...selector }, place): PriceAdjustment => ({
        id: `r${(place * 7) % 12}`,
        name: 'Rule',
        priority: rank,
        combination: 'stackable',
        validity: {},
        conditions: {},
        stage: 'term',
        appliesTo: Object.fromEntries(Object.entries(selector).filter(([, ids]) => ids !== undefined)),
        adjustment: { type: 'percent', value: '-1' },
      }),
    ),
  );

const lists = fc.record({ prices, adjustments });

describe('a compiled price list', () => {
  it('finds of each charge the prices and the rules that a search through the whole list finds, in the same order', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { entries, rules } = compileIndex(list);
        const searched = rulesOfCharge(list.adjustments);
        expect([...entries.keys()]).toEqual([...new Set(list.prices.map((price) => price.offeringId))]);
        for (const id of OFFERINGS) {
          const ofOffering = list.prices.filter((price) => price.offeringId === id);
          const { charges } = entries.get(id) ?? UNPRICED;
          expect(charges.map((charge) => charge.chargeId)).toEqual([
            ...new Set(ofOffering.map(({ charge }) => charge.id)),
          ]);
          for (const { chargeId: of, prices: compiled, rules: places } of charges) {
            const expected = ofOffering.filter(({ charge }) => charge.id === of);
            expect(compiled).toEqual(expected);
            const found = places.map((place) => rules[place]);
            expect(found).toEqual(searched(id, (expected[0] as Price).charge));
          }
        }
      }),
    );
  });

  it('chooses what a search through the whole list chooses', () => {
    fc.assert(
      fc.property(lists, offeringId, day, (list, id, effectiveDate) => {
        const line = aPriceInputLine({ offeringId: id });
        const input = aPriceInput({ lines: [line], effectiveDate });
        const situation = { input, line, root: line, hasParts: false };
        const { charges } = choosePrices(compileIndex(list).entries.get(id) ?? UNPRICED, situation, 0);
        for (const { price, outOfDate, outranked } of charges) {
          const fits = list.prices.filter(
            (other) =>
              other.offeringId === id &&
              other.charge.id === price.charge.id &&
              other.conditions?.markets?.[0] === input.market,
          );
          const holds = ({ validity: { from = '', until = '' } }: Price) =>
            from <= effectiveDate && effectiveDate < until;
          expect(outOfDate).toEqual(fits.filter((other) => !holds(other)));
          const ranked = [price, ...outranked];
          expect(new Set(ranked)).toEqual(new Set(fits.filter(holds)));
          for (const [place, { priority: rank = 0 }] of ranked.entries()) {
            expect(rank).toBeLessThanOrEqual(ranked[place - 1]?.priority ?? rank);
          }
        }
      }),
    );
  });

  it('says of an offering the same when only a part of the list is compiled', () => {
    fc.assert(
      fc.property(lists, offeringId, (list, id) => {
        const part = list.prices.filter((price) => price.offeringId === id);
        const alone = compileIndex({ ...list, prices: part });
        expect(alone.entries.get(id)).toEqual(compileIndex(list).entries.get(id));
        expect(alone.rules).toEqual(compileIndex(list).rules);
      }),
    );
  });

  it('has one identity, whatever the order in which its entries come', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { entries } = compileIndex(list);
        const stored = [...entries].map(([id, content]) => indexEntry(id, content));
        expect(indexIdentity(stored.toReversed())).toEqual(indexIdentity(stored));
        const [first, ...others] = stored;
        if (first === undefined) return;
        expect(indexIdentity(others).contentHash).not.toBe(indexIdentity(stored).contentHash);
        const changed = [...others, { ...first, contentHash: '0'.repeat(64) }];
        expect(indexIdentity(changed).contentHash).not.toBe(indexIdentity(stored).contentHash);
      }),
    );
  });
});
