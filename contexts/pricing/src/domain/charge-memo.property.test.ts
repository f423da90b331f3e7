import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPrice, volumePrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf } from '../testing/pricing-facts.ts';
import { calculate, type PricingFacts } from './calculate.ts';
import type { ChargeMemo } from './charge-memo.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import type { AdjustmentEntry, PriceEntry } from './price-list-document.ts';
import type { PricedCharge } from './price-result.ts';

const OFFERINGS = ['seat', 'site', 'support', 'plan', 'metered'];
const REGIONS = ['r1', 'r2'];
const MONTHLY = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' } as const;

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
const pricesAt = (plan: string): readonly PriceEntry[] => [
  {
    ...volumePrice('seat', [{ amount: '10' }, { above: '5', amount: '8' }, { above: '20', amount: '5' }]),
    tierBasis: { kind: 'bundle', offeringIds: ['seat', 'site'] },
  } as PriceEntry,
  unitPrice('site', '100', { ...MONTHLY, proration: 'daily' }),
  {
    ...unitPrice('site', '70', { ...MONTHLY, proration: 'daily' }),
    id: 'site:fee:r2',
    priority: 1,
    conditions: { characteristics: [{ id: 'region', of: 'root', values: ['r2'] }] },
  },
  unitPrice('plan', plan),
  { ...unitPrice('metered', '0.02'), charge: { id: 'use', name: 'Use', type: 'usage', unit: 'call' } },
  percentage('site', 'line', [{ offeringId: 'site', chargeId: 'fee' }]),
  ...(['bundle', 'quote'] as const).map((scope) =>
    percentage('support', scope, [
      { offeringId: 'seat', chargeId: 'fee' },
      { offeringId: 'site', chargeId: 'fee' },
    ]),
  ),
];

type Conditions = NonNullable<AdjustmentEntry['conditions']>;

const region = (of: 'line' | 'root', value: string) => ({
  characteristics: [{ id: 'region', of, values: [value] }],
});

/** One rule for whatever can be asked of an input, a line or its root. Each changes amounts by a part of its own. */
const CONDITIONS: readonly Conditions[] = [
  { termMonths: [24] },
  { quantity: { min: '10' } },
  { markets: ['US'] },
  { channels: ['partner'] },
  { segments: ['enterprise'] },
  { customerTypes: ['business'] },
  { accountTypes: ['reseller'] },
  { partners: ['p-1'] },
  { places: ['berlin'] },
  region('root', 'r1'),
  region('line', 'r2'),
];

const adjustments = CONDITIONS.map(
  (conditions, at): AdjustmentEntry => ({
    id: `rule-${at}`,
    name: `Rule ${at}`,
    stage: 'attribute',
    conditions,
    adjustment: { type: 'percent', value: `-${at + 1}` },
  }),
);

const aPromotion = {
  name: 'Spring',
  priority: 0,
  combination: 'stackable',
  validity: { from: '2026-03-01', until: '2026-04-01' },
  conditions: {},
  appliesTo: { offeringIds: ['site', 'plan'] },
} as const;

const promotionsAt = (percent: string): NonNullable<PricingFacts['promotions']> => ({
  format: 'quotewright/promotions@1',
  promotions: [
    { ...aPromotion, id: 'spring', code: 'SPRING', adjustment: { type: 'percent', value: percent } },
    {
      ...aPromotion,
      id: 'region',
      conditions: region('root', 'r2'),
      adjustment: { type: 'percent', value: '-15' },
    },
  ],
});

const contractAt = (amount: string): NonNullable<PricingFacts['contractPrices']> => ({
  format: 'quotewright/contract-prices@1',
  prices: [
    {
      id: 'agreed',
      offeringId: 'plan',
      chargeId: 'fee',
      currency: 'USD',
      model: 'volume',
      tiers: [{ amount }, { above: '10', amount: '1' }],
      tierBasis: { kind: 'bundle', offeringIds: ['plan', 'seat'] },
      validity: {},
      priority: 0,
    },
    {
      id: 'agreed-for-r1',
      offeringId: 'plan',
      chargeId: 'fee',
      currency: 'USD',
      model: 'flat',
      amount: '1.5',
      conditions: region('root', 'r1'),
      validity: {},
      priority: 1,
    },
  ],
});

/** What a tenant has published, and what an input says that pins it. */
interface World {
  readonly facts: PricingFacts;
  readonly pins: Partial<PriceInput>;
  /** Of its offerings. */
  readonly hash?: string;
}

const { contractPrices: _c, promotions: _p, ...listed } = factsOf(pricesAt('3'), { adjustments });
const BASE: World = {
  facts: { ...listed, promotions: promotionsAt('-10'), contractPrices: contractAt('2') },
  pins: { contractSetVersion: 1, promotionSetVersion: 1 },
};
const other = (pins: Partial<PriceInput>, facts: Partial<PricingFacts>, hash?: string): World => ({
  facts: { ...BASE.facts, ...facts },
  pins: { ...BASE.pins, ...pins },
  ...(hash !== undefined && { hash }),
});
const pricesOf = (plan: string) => ({ prices: factsOf(pricesAt(plan), { adjustments }).prices });
const soldBy = (name: string) => ({
  offerings: factsOf(pricesAt('3'), { offering: { unit: { name, fractions: false } } }).offerings,
});
const withoutContract: PricingFacts = { ...listed, promotions: promotionsAt('-10') };

/** Each differs from the first in one thing that its inputs pin, and in what that says. */
const WORLDS: readonly [World, ...World[]] = [
  BASE,
  other({ tenant: 'globex' }, pricesOf('4')),
  other({ account: 'initech' }, { contractPrices: contractAt('1.75') }),
  other({ contractSetVersion: 2 }, { contractPrices: contractAt('2.25') }),
  { facts: withoutContract, pins: { ...BASE.pins, contractSetVersion: null } },
  other({ promotionSetVersion: 2 }, { promotions: promotionsAt('-20') }),
  other({ priceLists: [{ id: 'standard-usd', version: 2 }] }, pricesOf('5')),
  other({ priceLists: [{ id: 'premium-usd', version: 1 }] }, pricesOf('6')),
  other({ catalogVersion: 2 }, soldBy('box')),
  other({}, soldBy('crate'), 'b'.repeat(64)),
];

type Edit = (input: PriceInput) => PriceInput;

const COUNT = 6;
const atLine =
  (index: number, change: (line: PriceInputLine) => PriceInputLine): Edit =>
  (input) => ({
    ...input,
    lines: input.lines.map((line, at) => (at === index ? change(line) : line)),
  });

/** Edits of which each undoes the others. */
type Alternatives = readonly Edit[];

const ofInput = <Member extends keyof PriceInput>(
  member: Member,
  ...values: readonly PriceInput[Member][]
): readonly Alternatives[] => [values.map((value) => (input) => ({ ...input, [member]: value }))];

const ofLine = (
  ...changes: readonly ((line: PriceInputLine) => Partial<PriceInputLine>)[]
): readonly Alternatives[] =>
  Array.from({ length: COUNT }, (_, at) =>
    changes.map((change) => atLine(at, (line) => ({ ...line, ...change(line) }))),
  );

const discount = [{ adjustment: { type: 'percent', value: '-20' }, reason: 'strategic' }] as const;
const isMetered = ({ offeringId }: PriceInputLine) => offeringId === 'metered';

/** Whatever can be asked of a price, and several answers to each. Of a line for each of them. */
const QUESTIONS: Readonly<Record<string, readonly Alternatives[]>> = {
  effectiveDate: ofInput('effectiveDate', '2026-03-01', '2026-04-01'),
  promotionCodes: ofInput('promotionCodes', [], ['SPRING']),
  exhaustedPromotions: ofInput('exhaustedPromotions', [], ['region']),
  roundingDecimals: ofInput('roundingDecimals', 0, 2),
  market: ofInput('market', 'EU', 'US'),
  channel: ofInput('channel', 'direct', 'partner'),
  customerSegment: ofInput('customerSegment', null, 'enterprise'),
  customerType: ofInput('customerType', null, 'business'),
  accountType: ofInput('accountType', null, 'reseller'),
  partner: ofInput('partner', null, 'p-1'),
  place: ofInput('place', null, 'berlin'),
  currency: ofInput('currency', 'USD', 'EUR'),
  quantity: ofLine(...['1', '6', '11', '21', '30'].map((quantity) => () => ({ quantity }))),
  characteristics: ofLine(...REGIONS.map((id) => () => ({ characteristics: { region: [id] } }))),
  termMonths: ofLine(...[12, 24].map((termMonths) => () => ({ termMonths }))),
  offeringId: ofLine(...OFFERINGS.map((offeringId) => () => ({ offeringId, usage: {} }))),
  startDate: ofLine(...['2026-03-10', '2026-03-20'].map((startDate) => () => ({ startDate }))),
  manualOverride: ofLine(...[null, discount].map((manualOverride) => () => ({ manualOverride }))),
  // Only what is metered has any.
  usage: ofLine(
    ...['10', '700'].map((use) => (line: PriceInputLine) => ({ usage: isMetered(line) ? { use } : {} })),
  ),
  // Under the first line, or by itself: another bundle.
  parentId: Array.from({ length: COUNT - 1 }, (_, at) => [
    atLine(at + 1, (line) => ({ ...line, parentId: '0' })),
    atLine(at + 1, ({ parentId: _parent, ...line }) => line),
  ]),
};

const edits = fc.constantFrom(...Object.values(QUESTIONS).flat(2));

/** All but the last are of one bundle, so that conditions on its root are about several lines. */
const start = aPriceInput({
  roundingDecimals: 1,
  promotionCodes: ['SPRING'],
  lines: Array.from({ length: COUNT }, (_, at) =>
    aPriceInputLine({
      id: `${at}`,
      offeringId: OFFERINGS[at % OFFERINGS.length] as string,
      ...(at > 0 && at < COUNT - 1 && { parentId: '0' }),
      ...(OFFERINGS[at] === 'metered' && { usage: { use: '50' } }),
    }),
  ),
});

function asAskedIn({ pins, hash }: World, input: PriceInput): PriceInput {
  const lines = input.lines.map((line) => ({ ...line, offeringHash: hash ?? line.offeringHash }));
  return { ...input, ...pins, lines };
}

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

/** The lines as they are with the memo and without. Refusals would agree whatever was remembered. */
function expectSameWithMemo(input: PriceInput, { facts }: World, memo: ChargeMemo): string {
  const priced = calculate(input, facts);
  const remembered = calculate(input, facts, memo);
  expect(priced.ok).toBe(true);
  expect(canonicalJson(remembered)).toBe(canonicalJson(priced));
  return canonicalJson(priced.ok && priced.result.lines);
}

describe('charges that were priced before', () => {
  it('are the same as priced again, whatever was changed on the quote, and however often', () => {
    const worlds = fc.oneof({ weight: 3, arbitrary: fc.constant(BASE) }, fc.constantFrom(...WORLDS));
    fc.assert(
      fc.property(fc.array(fc.tuple(edits, worlds), { minLength: 1, maxLength: 25 }), (changes) => {
        const { memo } = countingMemo();
        let input = start;
        for (const [edit, world] of changes) {
          input = edit(input);
          expectSameWithMemo(asAskedIn(world, input), world, memo);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.entries(QUESTIONS))('are of one %s, and are not met when another is asked for', (_, all) => {
    const prices = new Set<string>();
    for (const alternatives of all) {
      const { memo } = countingMemo();
      for (const edit of [...alternatives, ...alternatives])
        prices.add(expectSameWithMemo(asAskedIn(BASE, edit(start)), BASE, memo));
    }
    // What changes no price would be met by mistake and nobody would see it.
    expect(prices.size).toBeGreaterThan(1);
  });

  it('are nobody else’s, and of no other version: inputs that pin other things come in turns', () => {
    const { memo } = countingMemo();
    const [first, second] = [1, 2].map(() =>
      WORLDS.map((world) => expectSameWithMemo(asAskedIn(world, start), world, memo)),
    );
    // Whichever of them met another's charge would be wrong.
    expect(new Set(first).size).toBe(WORLDS.length);
    expect(second).toEqual(first);
  });

  it('are priced again only where they depend on the line that was changed', () => {
    const { memo, missesSince } = countingMemo();
    const lines = Array.from({ length: 100 }, (_, at) =>
      aPriceInputLine({ id: `${at}`, offeringId: 'plan', quantity: `${at + 1}` }),
    );
    const quote = aPriceInput({ ...BASE.pins, lines });
    expect(missesSince(() => calculate(quote, BASE.facts, memo))).toBe(100);
    const changed = atLine(42, (line) => ({ ...line, quantity: '777' }))(quote);
    expect(missesSince(() => calculate(changed, BASE.facts, memo))).toBe(1);
    expect(missesSince(() => calculate(quote, BASE.facts, memo))).toBe(0);
  });

  it('count what they count on other lines: a percentage of the whole quote follows every line', () => {
    const { memo, missesSince } = countingMemo();
    const lines = ['seat', 'site', 'support'].map((offeringId) =>
      aPriceInputLine({ id: offeringId, offeringId }),
    );
    const quote = aPriceInput({ ...BASE.pins, lines });
    calculate(quote, BASE.facts, memo);
    const more = atLine(1, (line) => ({ ...line, quantity: '2' }))(quote);
    // Both charges of the site, and the support of the quote; that of its own bundle is of nothing here.
    expect(missesSince(() => calculate(more, BASE.facts, memo))).toBe(3);
  });
});
