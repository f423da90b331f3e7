import { describe, expect, it } from 'vitest';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, refusalsOf, resultOf } from '../testing/pricing-facts.ts';
import type { ContractPrice } from './contract-price.ts';
import type { PriceRule } from './price-adjustment.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import type { AdjustmentEntry } from './price-list-document.ts';
import type { Promotion } from './promotion.ts';

const PRICES = [
  unitPrice('seat', '13'),
  unitPrice('seat', '250', { id: 'setup', name: 'Set-up', type: 'oneTime' }),
];

type Rules = NonNullable<Parameters<typeof factsOf>[1]>;

function priced(line: Partial<PriceInputLine>, rules: Rules = {}, input: Partial<PriceInput> = {}) {
  const lines = [aPriceInputLine({ offeringId: 'seat', ...line })];
  return resultOf(aPriceInput({ ...input, lines }), factsOf(PRICES, rules)).lines[0];
}

function amounts(...given: Parameters<typeof priced>) {
  return priced(...given)?.charges.map(({ amount }) => amount.amount);
}

function stepsOf(stage: string, ...given: Parameters<typeof priced>) {
  const steps = priced(...given)?.charges.flatMap(({ explanation }) => explanation) ?? [];
  return steps.filter((step) => step.stage === stage);
}

const rule: PriceRule = {
  id: 'rule',
  name: 'Rule',
  priority: 0,
  combination: 'exclusive',
  validity: {},
  conditions: {},
  appliesTo: {},
  adjustment: { type: 'percent', value: '-10' },
};

const term = (months: number, value: string, more: Partial<AdjustmentEntry> = {}): AdjustmentEntry => ({
  id: `term-${months}`,
  name: `${months} months`,
  stage: 'term',
  conditions: { termMonths: [months] },
  appliesTo: { chargeTypes: ['recurring'] },
  adjustment: { type: 'percent', value },
  ...more,
});

describe('discounts for commitment', () => {
  const adjustments = [
    term(24, '-5'),
    term(36, '-12'),
    term(36, '-100', { id: 'waived', appliesTo: { chargeIds: ['setup'] } }),
  ];

  it.each([
    [12, ['130.00', '2500.00']],
    [24, ['123.50', '2500.00']],
    [36, ['114.40', '0.00']],
  ])('of %s months act on what they are about', (termMonths, expected) => {
    expect(amounts({ quantity: '10', termMonths }, { adjustments })).toEqual(expected);
  });

  it('name the version of the price list', () => {
    expect(stepsOf('term', { termMonths: 24 }, { adjustments })).toMatchObject([
      { ruleId: 'term-24', ruleVersion: 1, reasonCode: 'TERM_ADJUSTED', before: '13', after: '12.35' },
    ]);
  });
});

describe('rules of one stage', () => {
  const surcharge = (id: string, value: string, more: Partial<AdjustmentEntry> = {}): AdjustmentEntry => ({
    id,
    name: id,
    stage: 'attribute',
    appliesTo: { chargeIds: ['fee'] },
    adjustment: { type: 'amount', value },
    ...more,
  });

  it('apply by priority, then by id; an exclusive one that comes first is the only one', () => {
    const adjustments = [surcharge('b', '2'), surcharge('a', '1'), surcharge('c', '3', { priority: 1 })];
    expect(stepsOf('attribute', {}, { adjustments })).toMatchObject([
      { ruleId: 'c', after: '16' },
      { ruleId: 'a', skipped: 'does not combine with c', after: '16' },
      { ruleId: 'b', skipped: 'does not combine with c', after: '16' },
    ]);
  });

  it('add up where they are stackable, each on what the one before has left', () => {
    const stackable = { combination: 'stackable' } as const;
    const adjustments = [
      surcharge('a', '7', stackable),
      surcharge('b', '1', { ...stackable, adjustment: { type: 'percent', value: '-50' } }),
      surcharge('c', '1'),
    ];
    expect(stepsOf('attribute', {}, { adjustments })).toMatchObject([
      { ruleId: 'a', after: '20' },
      { ruleId: 'b', after: '10', adjustment: { type: 'multiply', value: '0.5' } },
      { ruleId: 'c', reasonCode: 'ADJUSTMENT_NOT_COMBINABLE', after: '10' },
    ]);
  });

  it('never sell for less than nothing', () => {
    const adjustments = [surcharge('a', '-14')];
    expect(stepsOf('attribute', {}, { adjustments })).toMatchObject([
      { adjustment: { type: 'add', value: '-13' }, after: '0' },
    ]);
  });

  it('set unit prices and add to each unit', () => {
    const perUnit = [surcharge('a', '0', { adjustment: { type: 'amountPerUnit', value: '0.5' } })];
    expect(amounts({ quantity: '4' }, { adjustments: perUnit })?.[0]).toBe('54.00');
    const fixed = [surcharge('a', '0', { adjustment: { type: 'unitPrice', value: '9' } })];
    expect(amounts({ quantity: '4' }, { adjustments: fixed })?.[0]).toBe('36.00');
  });
});

describe('partner and channel', () => {
  it('come last before the rounding', () => {
    const adjustments: AdjustmentEntry[] = [
      {
        id: 'reseller',
        name: 'Reseller margin',
        stage: 'channel',
        conditions: { partners: ['globex'], channels: ['partner'] },
        adjustment: { type: 'percent', value: '-20' },
      },
    ];
    const sale = { channel: 'partner', partner: 'globex' };
    expect(amounts({ quantity: '10' }, { adjustments }, sale)).toEqual(['104.00', '2000.00']);
    expect(amounts({ quantity: '10' }, { adjustments }, { ...sale, partner: 'initech' })).toEqual([
      '130.00',
      '2500.00',
    ]);
  });
});

describe('contract prices', () => {
  const agreed = (more: Partial<ContractPrice> = {}) =>
    ({
      id: 'agreed',
      offeringId: 'seat',
      chargeId: 'fee',
      currency: 'USD',
      model: 'flat',
      amount: '11.5',
      validity: {},
      priority: 0,
      ...more,
    }) as ContractPrice;
  const facts = (...prices: ContractPrice[]): Rules => ({
    contractPrices: { format: 'quotewright/contract-prices@1', prices },
  });

  it('stand instead of the list price and of its tiers', () => {
    const line = priced({ quantity: '10' }, facts(agreed()), { contractSetVersion: 4 });
    expect(line?.charges[0]).toMatchObject({ unitPrice: { amount: '11.50' }, amount: { amount: '115.00' } });
    expect(line?.charges[0]?.explanation[1]).toMatchObject({
      stage: 'contract',
      ruleId: 'agreed',
      ruleVersion: 4,
      before: '130',
      after: '115',
    });
  });

  it('count in their currency, on their days and under their conditions only', () => {
    for (const other of [
      agreed({ currency: 'EUR' }),
      agreed({ validity: { until: '2026-03-01' } }),
      agreed({ conditions: { termMonths: [36] } }),
      agreed({ chargeId: 'setup' }),
    ]) {
      expect(amounts({}, facts(other), { contractSetVersion: 1 })?.[0]).toBe('13.00');
    }
  });

  it('say that they hold on other days only, where the list price stays for that', () => {
    const expired = facts(agreed({ validity: { until: '2026-03-01' } }));
    expect(stepsOf('contract', {}, expired, { contractSetVersion: 4 })).toMatchObject([
      {
        ruleId: 'agreed',
        ruleVersion: 4,
        reasonCode: 'CONTRACT_NOT_VALID',
        skipped: 'holds before 2026-03-01',
        after: '13',
      },
    ]);
  });

  it('rank by priority, then by id, and record the one that lost', () => {
    const set = facts(agreed({ id: 'b', amount: '9' }), agreed({ id: 'a' }));
    expect(stepsOf('contract', {}, set, { contractSetVersion: 1 })).toMatchObject([
      { ruleId: 'b', reasonCode: 'CONTRACT_OUTRANKED', skipped: 'a comes first' },
      { ruleId: 'a', reasonCode: 'CONTRACT_PRICE' },
    ]);
  });
});

describe('promotions', () => {
  const spring: Promotion = {
    ...rule,
    id: 'spring',
    name: 'Spring',
    code: 'SPRING26',
    conditions: { termMonths: [12, 24] },
    appliesTo: { chargeIds: ['setup'] },
    adjustment: { type: 'percent', value: '-50' },
  };
  const facts = (...promotions: Promotion[]): Rules => ({
    promotions: { format: 'quotewright/promotions@1', promotions },
  });
  const asked = { promotionSetVersion: 3, promotionCodes: ['SPRING26'] };

  it('count when they are asked for', () => {
    expect(amounts({ termMonths: 12 }, facts(spring), asked)).toEqual(['13.00', '125.00']);
    expect(amounts({ termMonths: 12 }, facts(spring), { promotionSetVersion: 3 })).toEqual([
      '13.00',
      '250.00',
    ]);
  });

  it('say why they do not count although they were asked for', () => {
    expect(stepsOf('promotion', { termMonths: 36 }, facts(spring), asked)).toMatchObject([
      {
        ruleId: 'spring',
        ruleVersion: 3,
        reasonCode: 'PROMOTION_NOT_ELIGIBLE',
        skipped: 'needs a commitment of 12 or 24 months, not 36',
      },
    ]);
  });

  it('apply by themselves without a code, in their currency, while their limit is not reached', () => {
    const { code: _, ...automatic } = { ...spring, conditions: {} };
    expect(amounts({}, facts(automatic), { promotionSetVersion: 1 })?.[1]).toBe('125.00');
    const inEuro = { ...automatic, currency: 'EUR' };
    expect(amounts({}, facts(inEuro), { promotionSetVersion: 1 })?.[1]).toBe('250.00');
    const exhausted = { promotionSetVersion: 1, exhaustedPromotions: ['spring'] };
    expect(stepsOf('promotion', {}, facts(automatic), exhausted)).toMatchObject([
      { skipped: 'its limit is reached', after: '250' },
    ]);
  });
});

describe('what is given by hand', () => {
  it('comes after everything else that is published, with its reason', () => {
    const given = [
      { chargeId: 'fee', adjustment: { type: 'percent', value: '-20' }, reason: 'strategic' } as const,
    ];
    const line = { quantity: '35', termMonths: 24, manualOverride: given };
    expect(amounts(line, { adjustments: [term(24, '-5')] })).toEqual(['345.80', '8750.00']);
    expect(stepsOf('manual', line)).toMatchObject([
      { ruleId: 'manual/0', ruleVersion: 0, input: { reason: 'strategic', value: '-20' } },
    ]);
  });

  it('must be about a charge of the line; only a percentage may be about all', () => {
    const refused = (manual: NonNullable<PriceInputLine['manualOverride']>) =>
      refusalsOf(
        aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat', manualOverride: manual })] }),
        factsOf(PRICES),
      );
    const minus = { type: 'amount', value: '-1' } as const;
    expect(refused([{ chargeId: 'rent', adjustment: minus, reason: 'x' }])).toMatchObject([
      { pointer: '/lines/0/manualAdjustments/0/chargeId', code: 'MANUAL_CHARGE_UNKNOWN' },
    ]);
    expect(refused([{ adjustment: minus, reason: 'x' }])).toMatchObject([{ code: 'MANUAL_CHARGE_REQUIRED' }]);
    const half = { type: 'percent', value: '-50' } as const;
    expect(amounts({ manualOverride: [{ adjustment: half, reason: 'x' }] })).toEqual(['6.50', '125.00']);
  });
});
