import { describe, expect, it } from 'vitest';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, refusalsOf, resultOf } from '../testing/pricing-facts.ts';
import { anOffering } from '../testing/upstream.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import type { PriceEntry } from './price-list-document.ts';

const MONTHLY = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' } as const;
const SETUP = { id: 'setup', name: 'Set-up', type: 'oneTime' } as const;
const TRAFFIC = { id: 'traffic', name: 'Traffic', type: 'usage', unit: 'GB' } as const;

type Tariff = Partial<PriceEntry> & Pick<PriceEntry, 'model'>;

function entry(tariff: Tariff & { readonly id?: string }): PriceEntry {
  return { id: 'seat:fee', offeringId: 'seat', charge: MONTHLY, ...tariff } as PriceEntry;
}

function inputOf(lines: readonly Partial<PriceInputLine>[], input: Partial<PriceInput> = {}): PriceInput {
  return aPriceInput({
    ...input,
    lines: lines.map((line, index) => aPriceInputLine({ id: `${index + 1}`, offeringId: 'seat', ...line })),
  });
}

function chargeOf(prices: readonly PriceEntry[], line: Partial<PriceInputLine>) {
  return resultOf(inputOf([line]), factsOf(prices)).lines[0]?.charges[0];
}

function amounts(prices: readonly PriceEntry[], lines: readonly Partial<PriceInputLine>[]) {
  const { lines: priced } = resultOf(inputOf(lines), factsOf(prices));
  return priced.flatMap(({ charges }) =>
    charges.map(({ chargeId, amount }) => `${chargeId} ${amount.amount}`),
  );
}

describe('graduated prices', () => {
  const prices = [
    entry({
      charge: TRAFFIC,
      model: 'graduated',
      tiers: [{ amount: '0.045' }, { above: '10000', amount: '0.035' }, { above: '30000', amount: '0.030' }],
    }),
  ];

  it('price each unit at its own tier: 34,500 GB cost 450 + 700 + 135', () => {
    const charge = chargeOf(prices, { usage: { traffic: '34500' } });
    expect(charge?.amount.amount).toBe('1285.00');
    expect(charge?.model).toBe('graduated');
    expect(charge?.explanation[1]?.input['slices']).toEqual([
      { quantity: '10000', unitPrice: '0.045', amount: '450' },
      { quantity: '20000', unitPrice: '0.035', amount: '700' },
      { quantity: '4500', unitPrice: '0.03', amount: '135' },
    ]);
  });

  it.each([
    ['0', '0.00'],
    ['10000', '450.00'],
    ['10001', '450.04'],
    ['30000', '1150.00'],
  ])('make %s GB cost %s', (usage, amount) => {
    expect(chargeOf(prices, { usage: { traffic: usage } })?.amount.amount).toBe(amount);
  });
});

describe('block prices', () => {
  it.each([
    ['10', '100.00'],
    ['11', '180.00'],
    ['500', '180.00'],
  ])('cost one amount per range: %s units %s', (quantity, amount) => {
    const prices = [entry({ model: 'block', tiers: [{ amount: '100' }, { above: '10', amount: '180' }] })];
    expect(chargeOf(prices, { quantity })).toMatchObject({ amount: { amount }, model: 'block' });
  });
});

describe('floors and ceilings', () => {
  const floored = [entry({ model: 'flat', amount: '5', floor: '70', ceiling: '90' })];

  it.each([
    ['10', '70.00', 'FLOOR_APPLIED'],
    ['16', '80.00', undefined],
    ['20', '90.00', 'CEILING_APPLIED'],
  ])('bound the amount of the line: 5 × %s becomes %s', (quantity, amount, reasonCode) => {
    const charge = chargeOf(floored, { quantity });
    expect(charge?.amount.amount).toBe(amount);
    const codes = charge?.explanation.map((step) => step.reasonCode);
    expect(codes).toEqual(['LIST_PRICE', ...(reasonCode === undefined ? [] : [reasonCode]), 'ROUND_HALF_UP']);
  });

  it('belong to a tier where it has its own', () => {
    const prices = [
      entry({
        model: 'volume',
        tiers: [
          { amount: '2.10', floor: '22' },
          { above: '49', amount: '1.55', floor: '98' },
        ],
      }),
    ];
    expect(chargeOf(prices, { quantity: '4' })?.amount.amount).toBe('22.00');
    expect(chargeOf(prices, { quantity: '60' })?.amount.amount).toBe('98.00');
    expect(chargeOf(prices, { quantity: '100' })?.amount.amount).toBe('155.00');
  });
});

describe('percentages of a total', () => {
  const support: PriceEntry = {
    id: 'support:fee',
    offeringId: 'support',
    charge: { ...MONTHLY, name: 'Support' },
    model: 'percentOfTotal',
    percent: '18',
    of: { scope: 'bundle', charges: [{ offeringId: 'seat', chargeId: 'fee' }] },
    floor: '5',
  };
  const seats = entry({ model: 'flat', amount: '10.01' });

  it('are of the rounded amounts in the same bundle', () => {
    const lines = [
      { id: 'root', quantity: '3' },
      { id: 'more', quantity: '2', parentId: 'root' },
      { id: 'help', offeringId: 'support', parentId: 'root' },
      { id: 'elsewhere', quantity: '100' },
    ];
    const { lines: priced } = resultOf(inputOf(lines), factsOf([support, seats]));
    expect(priced[2]?.charges[0]).toMatchObject({
      model: 'percentOfTotal',
      quantity: '50.05',
      unit: 'USD',
      unitPrice: { amount: '18.00' },
      per: '100',
      amount: { amount: '9.01' },
    });
  });

  it('come after what they are of, whatever the order of lines, also when that is a percentage itself', () => {
    const care: PriceEntry = {
      ...support,
      id: 'care:fee',
      offeringId: 'care',
      percent: '50',
      of: { scope: 'quote', charges: [{ offeringId: 'support', chargeId: 'fee' }] },
      floor: '0',
    };
    const lines = [{ offeringId: 'care' }, { offeringId: 'support', parentId: '3' }, { quantity: '10' }];
    expect(amounts([care, support, seats], lines)).toEqual(['fee 9.01', 'fee 18.02', 'fee 100.10']);
  });

  it('have floors', () => {
    expect(amounts([support, seats], [{ offeringId: 'support' }, { quantity: '1' }])[0]).toBe('fee 5.00');
  });
});

describe('ramps', () => {
  const ramp = [
    { fromMonth: 1, percent: '50' },
    { fromMonth: 7, percent: '75' },
    { fromMonth: 13, percent: '100' },
  ];

  it('charge a part of the amount in the first months and say what comes later', () => {
    const charge = chargeOf([entry({ model: 'flat', amount: '9.99', ramp })], { quantity: '3' });
    expect(charge?.amount.amount).toBe('14.99');
    expect(charge?.phases).toMatchObject([
      { fromMonth: 7, amount: { amount: '22.48' } },
      { fromMonth: 13, amount: { amount: '29.97' } },
    ]);
    expect(charge?.explanation.find(({ reasonCode }) => reasonCode === 'RAMP_PHASE')).toMatchObject({
      stage: 'term',
      input: { fromMonth: 1, untilMonth: 6, percent: '50' },
    });
  });
});

describe('proration', () => {
  const prorated = [entry({ charge: { ...MONTHLY, proration: 'daily' }, model: 'flat', amount: '31' })];

  it('charges the days that are left of the calendar period in which the service begins', () => {
    expect(chargeOf(prorated, { startDate: '2026-03-15' })?.firstPeriod).toEqual({
      from: '2026-03-15',
      until: '2026-04-01',
      days: 17,
      ofDays: 31,
      amount: { amount: '17.00', currency: 'USD' },
    });
  });

  it.each(['2026-03-01', undefined])(
    'has nothing to say when the service begins with it (%s)',
    (startDate) => {
      const line = startDate === undefined ? {} : { startDate };
      expect(chargeOf(prorated, line)?.firstPeriod).toBeUndefined();
    },
  );

  it('knows quarters, years and leap years', () => {
    const yearly = { ...MONTHLY, period: 'year', proration: 'daily' } as const;
    const prices = [entry({ charge: yearly, model: 'flat', amount: '366' })];
    expect(chargeOf(prices, { startDate: '2028-12-31' })?.firstPeriod).toMatchObject({
      days: 1,
      ofDays: 366,
    });
    const quarterly = { ...MONTHLY, period: 'quarter', proration: 'daily' } as const;
    const other = [entry({ charge: quarterly, model: 'flat', amount: '92' })];
    expect(chargeOf(other, { startDate: '2026-08-31' })?.firstPeriod).toMatchObject({ days: 31, ofDays: 92 });
  });
});

describe('conditions of prices', () => {
  const byRegion = (region: string, amount: string, more: Partial<PriceEntry> = {}) =>
    entry({
      id: `seat:${region}`,
      model: 'flat',
      amount,
      conditions: { characteristics: [{ id: 'region', values: [region] }] },
      ...more,
    });

  it('choose among the prices of a charge', () => {
    const prices = [byRegion('r1', '310'), byRegion('r2', '260')];
    expect(chargeOf(prices, { characteristics: { region: ['r2'] } })?.amount.amount).toBe('260.00');
  });

  it('refuse a line that none of them fits, and say what each needs', () => {
    const input = inputOf([{ characteristics: { region: ['r3'] } }]);
    expect(refusalsOf(input, factsOf([byRegion('r1', '310'), byRegion('r2', '260')]))).toEqual([
      {
        pointer: '/lines/0/offeringId',
        code: 'PRICE_MISSING',
        reason:
          'no price of the charge "fee" fits: "seat:r1" needs region r1, not r3; "seat:r2" needs region r2, not r3',
      },
    ]);
  });

  it('let a line do without a charge that is optional', () => {
    const setup = { ...SETUP, optional: true };
    const prices = [byRegion('r1', '9', { charge: setup }), entry({ model: 'flat', amount: '13' })];
    expect(amounts(prices, [{ characteristics: { region: ['r2'] } }])).toEqual(['fee 13.00']);
  });

  it('rank by priority and record the price that lost', () => {
    const prices = [entry({ model: 'flat', amount: '13' }), byRegion('r1', '9', { priority: 1 })];
    const charge = chargeOf(prices, { characteristics: { region: ['r1'] } });
    expect(charge?.amount.amount).toBe('9.00');
    expect(charge?.explanation[0]).toMatchObject({
      ruleId: 'seat:fee',
      reasonCode: 'PRICE_OUTRANKED',
      skipped: 'seat:r1 comes first: priority 1, id seat:r1 before priority 0, id seat:fee',
    });
  });

  it('look at the root of the bundle, at quantity and at commitment', () => {
    const prices = [
      entry({
        model: 'flat',
        amount: '7',
        conditions: {
          characteristics: [{ id: 'users', of: 'root', range: { min: '50', max: '249' } }],
          quantity: { max: '5' },
          termMonths: [12, 24],
        },
      }),
      { ...entry({ model: 'flat', amount: '1' }), offeringId: 'root', id: 'root:fee' },
    ];
    const lines = (users: string, quantity: string, termMonths: number) => [
      { id: 'root', offeringId: 'root', characteristics: { users: [users] } },
      { id: 'child', parentId: 'root', quantity, termMonths },
    ];
    expect(amounts(prices, lines('60', '5', 24))).toEqual(['fee 1.00', 'fee 35.00']);
    for (const wrong of [lines('49', '5', 24), lines('60', '6', 24), lines('60', '5', 36)]) {
      expect(refusalsOf(inputOf(wrong), factsOf(prices))).toMatchObject([{ code: 'PRICE_MISSING' }]);
    }
  });
});

describe('tiers that count a bundle', () => {
  it('see the quantities of all its lines', () => {
    const prices = [
      entry({
        model: 'volume',
        tiers: [{ amount: '10' }, { above: '2', amount: '8' }],
        tierBasis: { kind: 'bundle', offeringIds: ['seat'] },
      }),
    ];
    const lines = [{ id: 'a' }, { id: 'b', parentId: 'a' }, { id: 'c', parentId: 'b' }, { id: 'd' }];
    expect(amounts(prices, lines)).toEqual(['fee 8.00', 'fee 8.00', 'fee 8.00', 'fee 10.00']);
  });
});

describe('what consists of other lines', () => {
  const prices = [entry({ model: 'flat', amount: '13' })];

  it('may have no price of its own', () => {
    const facts = factsOf(prices);
    const offerings = new Map([
      ...facts.offerings,
      ['branch', { ...anOffering({ id: 'branch' }), contentHash: 'x' }],
    ]);
    const lines = [{ id: 'root', offeringId: 'branch' }, { parentId: 'root' }];
    expect(
      resultOf(inputOf(lines), { ...facts, offerings }).lines.map(({ charges }) => charges.length),
    ).toEqual([0, 1]);
    expect(refusalsOf(inputOf([{ offeringId: 'branch' }]), { ...facts, offerings })).toMatchObject([
      { code: 'PRICE_MISSING' },
    ]);
  });
});

describe('amounts for each unit', () => {
  it('have no meaning for a percentage: rules say so, and by hand they are refused', () => {
    const support: PriceEntry = {
      id: 'support:fee',
      offeringId: 'support',
      charge: MONTHLY,
      model: 'percentOfTotal',
      percent: '18',
      of: { scope: 'quote', charges: [{ offeringId: 'seat', chargeId: 'fee' }] },
    };
    const perUnit = { type: 'amountPerUnit', value: '-1' } as const;
    const facts = factsOf([support, entry({ model: 'flat', amount: '990' })], {
      adjustments: [
        {
          id: 'minus',
          name: 'Minus',
          stage: 'attribute',
          adjustment: perUnit,
          appliesTo: { offeringIds: ['support'] },
        },
      ],
    });
    const charge = resultOf(inputOf([{ offeringId: 'support' }, {}]), facts).lines[0]?.charges[0];
    expect(charge?.amount.amount).toBe('178.20');
    expect(charge?.explanation[1]).toMatchObject({
      reasonCode: 'ADJUSTMENT_NOT_APPLICABLE',
      ruleId: 'minus',
    });
    const byHand = [{ chargeId: 'fee', adjustment: perUnit, reason: 'x' }];
    expect(refusalsOf(inputOf([{ offeringId: 'support', manualOverride: byHand }, {}]), facts)).toMatchObject(
      [{ pointer: '/lines/0/manualAdjustments/0/adjustment/type', code: 'ADJUSTMENT_INVALID' }],
    );
  });
});
