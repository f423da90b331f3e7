import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import type { PricingFacts } from './calculate.ts';
import { readRequest } from './canonical-request.ts';
import { inputHashOf } from './price-identity.ts';
import type { PriceInput } from './price-input.ts';
import type { PriceRequest } from './price-request.ts';

/** Separators, quotes, escapes, format characters and what looks alike: whatever a weak key would run together. */
const hostile = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', ':', '|', ',', '"', '\\', '{', '}', '*', '\u0000', '\n', ' '),
    maxLength: 6,
  }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', '1', '01', '1.0', 'null', 'é', 'e\u0301', 'K', 'K'),
);

const texts = fc.record({
  account: fc.option(hostile),
  customerSegment: fc.option(hostile),
  channel: hostile,
  market: hostile,
  place: fc.option(hostile),
  partner: fc.option(hostile),
  promotionCodes: fc.array(hostile, { maxLength: 3 }),
});
const lineTexts = fc.record({
  id: hostile,
  offeringId: hostile,
  usage: fc.dictionary(hostile, hostile, { maxKeys: 3 }),
  characteristics: fc.dictionary(
    hostile,
    fc.array(fc.oneof(hostile, fc.boolean(), fc.integer()), { maxLength: 2 }),
    {
      maxKeys: 3,
    },
  ),
});
const inputs = fc
  .tuple(texts, fc.array(lineTexts, { minLength: 1, maxLength: 3 }))
  .map(([head, lines]) => aPriceInput({ ...head, lines: lines.map(aPriceInputLine) }));

/**
 * Besides its input a calculation is told these facts. Each is decided by dimensions of the input, or two prices could share an
 * identity. A new fact without a row does not compile.
 */
const DECIDED_BY: { readonly [Fact in keyof Required<PricingFacts>]: Partial<PriceInput> } = {
  offerings: { catalogVersion: 2 },
  prices: { priceLists: [{ id: 'standard-usd', version: 2 }] },
  rules: { priceLists: [{ id: 'standard-eur', version: 1 }] },
  contractPrices: { account: '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f', contractSetVersion: 2 },
  promotions: { promotionSetVersion: 2 },
};

describe('the identity of a price', () => {
  it.each(Object.entries(DECIDED_BY))('changes with what decides about its %s', (_fact, other) => {
    for (const [dimension, value] of Object.entries(other)) {
      expect(inputHashOf({ ...aPriceInput(), [dimension]: value })).not.toBe(inputHashOf(aPriceInput()));
    }
  });

  it("complaint: a wrong customer's price through a weak key: two inputs share one only if they are one", () => {
    fc.assert(
      fc.property(inputs, inputs, (a, b) => {
        expect(inputHashOf(a) === inputHashOf(b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells texts apart that only differ in which dimension they stand in', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        fc.pre(one !== other);
        const straight = aPriceInput({ channel: one, market: other });
        expect(inputHashOf(aPriceInput({ channel: other, market: one }))).not.toBe(inputHashOf(straight));
      }),
    );
  });

  it('is refused where an input has a member that is no dimension', () => {
    const more = { ...aPriceInput(), source: 'copy' };
    expect(() => inputHashOf(more)).toThrow('"source" is no dimension');
    const lines = [{ ...aPriceInputLine(), note: 'urgent' }];
    expect(() => inputHashOf({ ...aPriceInput(), lines })).toThrow('"note" is no dimension');
  });
});

/** A decimal and other ways to write it. */
const written = fc
  .tuple(
    fc.bigInt({ min: 1n, max: 10n ** 24n - 1n }),
    fc.stringMatching(/^\d{0,11}[1-9]$/),
    fc.nat({ max: 3 }),
  )
  .map(([whole, fraction, zeros]) => {
    const canonical = `${whole}.${fraction}`;
    return { canonical, other: `${canonical}${'0'.repeat(Math.min(zeros, 12 - fraction.length))}` };
  });

const said = fc.record({
  quantity: written,
  usage: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_]{1,12}$/), written), {
    selector: ([id]) => id,
    maxLength: 4,
  }),
  values: fc.uniqueArray(fc.oneof(fc.string({ maxLength: 5 }), fc.boolean(), fc.integer()), {
    selector: (value) => `${typeof value} ${value}`,
    maxLength: 4,
  }),
  codes: fc.uniqueArray(fc.stringMatching(/^[A-Z]{2,8}\d$/), { maxLength: 4 }),
});

describe('a request', () => {
  it('has one identity, however its numbers are written and its sets are ordered', () => {
    fc.assert(
      fc.property(said, ({ quantity, usage, values, codes }) => {
        const request = (form: 'canonical' | 'other'): PriceRequest => {
          const order = <T>(items: readonly T[]) => (form === 'canonical' ? items : items.toReversed());
          return {
            promotionCodes:
              form === 'canonical' ? codes : [...order(codes).map((code) => code.toLowerCase()), ...codes],
            lines: [
              {
                id: '1',
                offeringId: 'x',
                quantity: quantity[form],
                usage: Object.fromEntries(order(usage).map(([id, amount]) => [id, amount[form]])),
                characteristics: { region: [...order(values), ...(form === 'canonical' ? [] : values)] },
              },
            ],
          };
        };
        const canonical = (form: 'canonical' | 'other') => {
          const read = readRequest(request(form));
          if (!read.ok) throw new Error(JSON.stringify(read.errors));
          const { promotionCodes, lines } = read.request;
          return canonicalJson([promotionCodes.map(({ code }) => code), lines]);
        };
        expect(canonical('other')).toBe(canonical('canonical'));
      }),
    );
  });

  it.each([
    '1e400',
    '1e3',
    'NaN',
    'Infinity',
    '-1',
    '+1',
    '0x10',
    ' 1',
    '1 ',
    '１',
    '1,5',
    '.5',
    '1.',
    '',
    '0',
  ])('is refused with the quantity %j, which is never repaired', (quantity) => {
    const read = readRequest({ lines: [{ id: '1', offeringId: 'x', quantity }] });
    expect(read).toMatchObject({ ok: false, errors: [{ pointer: '/lines/0/quantity' }] });
  });
});
