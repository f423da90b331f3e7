import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPrice, volumePrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf } from '../testing/pricing-facts.ts';
import { calculate } from './calculate.ts';
import type { ChargeMemo } from './charge-memo.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import type { PriceEntry } from './price-list-document.ts';
import type { PricedCharge } from './price-result.ts';

const OFFERINGS = ['seat', 'site', 'support', 'plan'];
const REGIONS = ['r1', 'r2'];

type Percentage = Extract<PriceEntry, { model: 'percentOfTotal' }>;

function percentage(
  offeringId: string,
  scope: Percentage['of']['scope'],
  charges: Percentage['of']['charges'],
): PriceEntry {
  return {
    id: `${offeringId}:${scope}`,
    offeringId,
    charge: { id: scope, name: `Part of the ${scope}`, type: 'recurring', period: 'month' },
    model: 'percentOfTotal',
    percent: '7.5',
    of: { scope, charges },
  };
}

/** Every way in which a charge can depend on another line: the bundle's quantities, its root, parts of totals. */
const PRICES: readonly PriceEntry[] = [
  {
    ...volumePrice('seat', [{ amount: '10' }, { above: '5', amount: '8' }, { above: '20', amount: '5' }]),
    tierBasis: { kind: 'bundle', offeringIds: ['seat', 'site'] },
  } as PriceEntry,
  unitPrice('site', '100'),
  {
    ...unitPrice('site', '70', { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' }),
    id: 'site:fee:r2',
    priority: 1,
    conditions: { characteristics: [{ id: 'region', of: 'root', values: ['r2'] }] },
  },
  unitPrice('plan', '3'),
  percentage('site', 'line', [{ offeringId: 'site', chargeId: 'fee' }]),
  ...(['bundle', 'quote'] as const).map((scope) =>
    percentage('support', scope, [
      { offeringId: 'seat', chargeId: 'fee' },
      { offeringId: 'site', chargeId: 'fee' },
    ]),
  ),
];

const facts = factsOf(PRICES, {
  adjustments: [
    {
      id: 'term-24',
      name: '24 months',
      stage: 'term',
      conditions: { termMonths: [24] },
      adjustment: { type: 'percent', value: '-5' },
    },
  ],
  promotions: {
    format: 'quotewright/promotions@1',
    promotions: [
      {
        id: 'spring',
        name: 'Spring',
        code: 'SPRING',
        priority: 0,
        combination: 'exclusive',
        validity: { from: '2026-03-01', until: '2026-04-01' },
        conditions: {},
        appliesTo: { offeringIds: ['site', 'plan'] },
        adjustment: { type: 'percent', value: '-10' },
      },
    ],
  },
  contractPrices: {
    format: 'quotewright/contract-prices@1',
    prices: [
      {
        id: 'agreed',
        offeringId: 'plan',
        chargeId: 'fee',
        currency: 'USD',
        model: 'volume',
        tiers: [{ amount: '2' }, { above: '10', amount: '1' }],
        tierBasis: { kind: 'bundle', offeringIds: ['plan', 'seat'] },
        validity: {},
        priority: 0,
      },
    ],
  },
});

type Edit = (input: PriceInput) => PriceInput;

const COUNT = 6;
const atLine =
  (index: number, change: (line: PriceInputLine) => PriceInputLine): Edit =>
  (input) => ({
    ...input,
    lines: input.lines.map((line, at) => (at === index % input.lines.length ? change(line) : line)),
  });

const index = fc.nat({ max: COUNT - 1 });
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(index, fc.integer({ min: 1, max: 30 }))
    .map(([at, quantity]) => atLine(at, (line) => ({ ...line, quantity: String(quantity) }))),
  fc
    .tuple(index, fc.constantFrom(...REGIONS))
    .map(([at, region]) => atLine(at, (line) => ({ ...line, characteristics: { region: [region] } }))),
  fc
    .tuple(index, fc.constantFrom(12, 24))
    .map(([at, termMonths]) => atLine(at, (line) => ({ ...line, termMonths }))),
  fc
    .tuple(index, fc.constantFrom(...OFFERINGS))
    .map(([at, offeringId]) => atLine(at, (line) => ({ ...line, offeringId }))),
  // Under the first line, or by itself: another bundle.
  fc
    .tuple(index, fc.boolean())
    .map(([at, isPart]) =>
      atLine(at, ({ parentId: _parent, ...line }) =>
        isPart && line.id !== '0' ? { ...line, parentId: '0' } : line,
      ),
    ),
  fc.tuple(index, fc.boolean()).map(([at, given]) =>
    atLine(at, (line) => ({
      ...line,
      manualOverride: given ? [{ adjustment: { type: 'percent', value: '-20' }, reason: 'strategic' }] : null,
    })),
  ),
  fc.constantFrom<Edit>(
    (input) => ({ ...input, effectiveDate: '2026-04-01' }),
    (input) => ({ ...input, effectiveDate: '2026-03-01' }),
    (input) => ({ ...input, promotionCodes: ['SPRING'] }),
    (input) => ({ ...input, exhaustedPromotions: ['spring'] }),
    ({ exhaustedPromotions: _exhausted, ...input }) => input,
    (input) => ({ ...input, roundingDecimals: 3 - input.roundingDecimals }),
  ),
);

const start = aPriceInput({
  contractSetVersion: 1,
  promotionSetVersion: 1,
  roundingDecimals: 1,
  lines: Array.from({ length: COUNT }, (_, at) =>
    aPriceInputLine({ id: String(at), offeringId: OFFERINGS[at % OFFERINGS.length] as string }),
  ),
});

function countingMemo() {
  const charges = new Map<string, PricedCharge>();
  let misses = 0;
  const memo: ChargeMemo = {
    get(identity) {
      const found = charges.get(identity);
      if (found === undefined) misses += 1;
      return found;
    },
    set: (identity, charge) => charges.set(identity, charge),
  };
  return {
    memo,
    missesSince: (work: () => unknown) => {
      const before = misses;
      work();
      return misses - before;
    },
  };
}

describe('charges that were priced before', () => {
  it('are the same as priced again, whatever was changed on the quote, and however often', () => {
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 25 }), (changes) => {
        const { memo } = countingMemo();
        let input = start;
        for (const change of changes) {
          input = change(input);
          expect(canonicalJson(calculate(input, facts, memo))).toBe(canonicalJson(calculate(input, facts)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are priced again only where they depend on the line that was changed', () => {
    const { memo, missesSince } = countingMemo();
    const lines = Array.from({ length: 100 }, (_, at) =>
      aPriceInputLine({ id: `${at}`, offeringId: 'plan', quantity: `${at + 1}` }),
    );
    const quote = aPriceInput({ contractSetVersion: 1, lines });
    expect(missesSince(() => calculate(quote, facts, memo))).toBe(100);
    const changed = atLine(42, (line) => ({ ...line, quantity: '777' }))(quote);
    expect(missesSince(() => calculate(changed, facts, memo))).toBe(1);
    expect(missesSince(() => calculate(quote, facts, memo))).toBe(0);
  });

  it('count what they count on other lines: a percentage of the whole quote follows every line', () => {
    const { memo, missesSince } = countingMemo();
    const lines = ['seat', 'site', 'support'].map((offeringId) =>
      aPriceInputLine({ id: offeringId, offeringId }),
    );
    const quote = aPriceInput({ lines });
    calculate(quote, facts, memo);
    const more = atLine(1, (line) => ({ ...line, quantity: '2' }))(quote);
    // Both charges of the site, and the support of the quote; that of its own bundle is of nothing here.
    expect(missesSince(() => calculate(more, facts, memo))).toBe(3);
  });
});
