import { describe, expect, it } from 'vitest';
import {
  priceListDocument,
  tieredTokenPrices,
  tokenPrices,
  unitPrice,
  volumePrice,
} from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { readPriceList } from '../testing/read-price-list.ts';
import { anOffering } from '../testing/upstream.ts';
import { calculate, type PricingFacts } from './calculate.ts';
import { compileIndex } from './compile-price-index.ts';
import type { PriceInput } from './price-input.ts';
import type { PriceEntry } from './price-list-document.ts';
import type { PriceResult } from './price-result.ts';

function factsOf(
  prices: readonly PriceEntry[],
  offering: Partial<Parameters<typeof anOffering>[0]> = {},
): PricingFacts {
  const read = readPriceList(priceListDocument(prices));
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const ids = [...new Set(prices.map(({ offeringId }) => offeringId))];
  const { entries, rules } = compileIndex(read.list);
  return {
    offerings: new Map(ids.map((id) => [id, { ...anOffering({ ...offering, id }), contentHash: 'x' }])),
    prices: entries,
    rules,
  };
}

function resultOf(input: PriceInput, facts: PricingFacts): PriceResult {
  const calculation = calculate(input, facts);
  if (!calculation.ok) throw new Error(JSON.stringify(calculation.errors));
  return calculation.result;
}

function errorsOf(input: PriceInput, facts: PricingFacts) {
  const calculation = calculate(input, facts);
  return calculation.ok ? [] : calculation.errors;
}

const CLAUDE_2 = tokenPrices('claude-2', { input: '8', output: '24' });

function claude(usage: Record<string, string>, input: Partial<PriceInput> = {}) {
  return aPriceInput({ lines: [aPriceInputLine({ usage })], ...input });
}

function steps(result: PriceResult, charge = 0) {
  return result.lines[0]?.charges[charge]?.explanation;
}

describe('usage charges', () => {
  it('prices 1.5 M input and 0.2 M output tokens of claude-2 at 12.00 + 4.80 = 16.80 USD', () => {
    const result = resultOf(claude({ input: '1500000', output: '200000' }), factsOf(CLAUDE_2));
    expect(result.lines[0]?.charges.map(({ amount }) => amount.amount)).toEqual(['12.00', '4.80']);
    expect(result.totals).toEqual({
      oneTime: { amount: '0.00', currency: 'USD' },
      usage: { amount: '16.80', currency: 'USD' },
      recurring: [],
    });
  });

  it('shows the rate of a charge without usage', () => {
    const result = resultOf(claude({ input: '1' }), factsOf(CLAUDE_2));
    expect(result.lines[0]?.charges[1]).toMatchObject({
      chargeId: 'output',
      quantity: '0',
      unit: 'token',
      unitPrice: { amount: '24.00', currency: 'USD' },
      per: '1000000',
      amount: { amount: '0.00', currency: 'USD' },
    });
  });

  it('does not multiply usage by the quantity of the line', () => {
    const input = aPriceInput({ lines: [aPriceInputLine({ quantity: '3', usage: { input: '1000000' } })] });
    expect(resultOf(input, factsOf(CLAUDE_2)).totals.usage.amount).toBe('8.00');
  });

  it('refuses usage of a charge that the offering does not have', () => {
    expect(errorsOf(claude({ input: '1', thinking: '5' }), factsOf(CLAUDE_2))).toEqual([
      {
        pointer: '/lines/0/usage/thinking',
        code: 'USAGE_CHARGE_UNKNOWN',
        reason: '"claude-2" has no usage charge "thinking"; it has input, output',
      },
    ]);
  });

  it('refuses half a token, and takes half a gigabyte', () => {
    const gigabytes = unitPrice('traffic', '0.05', {
      id: 'gb',
      name: 'Traffic',
      type: 'usage',
      unit: 'GB',
      fractions: true,
    });
    const traffic = aPriceInput({
      lines: [aPriceInputLine({ offeringId: 'traffic', usage: { gb: '0.5' } })],
    });
    expect(errorsOf(claude({ input: '0.5' }), factsOf(CLAUDE_2))).toMatchObject([
      { pointer: '/lines/0/usage/input', code: 'QUANTITY_FRACTION' },
    ]);
    expect(resultOf(traffic, factsOf([gigabytes])).totals.usage.amount).toBe('0.03');
  });
});

describe('one-time and recurring charges', () => {
  const seat = factsOf([
    unitPrice('seat', '250', { id: 'setup', name: 'Set-up', type: 'oneTime' }),
    unitPrice('seat', '9.995'),
    unitPrice('seat', '1', { id: 'support', name: 'Support', type: 'recurring', period: 'year' }),
  ]);
  const threeSeats = aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat', quantity: '3' })] });

  it('multiplies by the quantity of the line, rounds once, and sums per period', () => {
    expect(resultOf(threeSeats, seat).totals).toEqual({
      oneTime: { amount: '750.00', currency: 'USD' },
      usage: { amount: '0.00', currency: 'USD' },
      recurring: [
        { period: 'month', amount: { amount: '29.99', currency: 'USD' } },
        { period: 'year', amount: { amount: '3.00', currency: 'USD' } },
      ],
    });
  });

  it('rounds to the decimals of the input, which may be those of the tenant', () => {
    const exact = resultOf({ ...threeSeats, roundingDecimals: 4 }, seat);
    expect(exact.totals.recurring[0]?.amount.amount).toBe('29.985');
    const whole = resultOf({ ...threeSeats, roundingDecimals: 0 }, seat);
    expect(whole.totals.recurring[0]?.amount.amount).toBe('30.00');
  });

  it('totals are sums of rounded charges, also where that differs from rounding the sum', () => {
    const lines = ['1', '2', '3'].map((id) => aPriceInputLine({ id, offeringId: 'tiny' }));
    const result = resultOf(aPriceInput({ lines }), factsOf([unitPrice('tiny', '0.005')]));
    expect(result.totals.recurring[0]?.amount.amount).toBe('0.03');
  });
});

describe('volume tiers', () => {
  const facts = factsOf(
    tieredTokenPrices('claude-2', '200000', { input: ['3', '6'], 'cache-read': ['0.3', '0.6'] }),
  );

  it.each([
    ['below', '150000', '49999', '0.45', '0.01'],
    ['at', '150000', '50000', '0.45', '0.02'],
    ['above', '150000', '50001', '0.90', '0.03'],
  ])('charges all units by the sum of tokens %s the threshold', (_where, input, cacheRead, first, second) => {
    const result = resultOf(claude({ input, 'cache-read': cacheRead }), facts);
    expect(result.lines[0]?.charges.map(({ amount }) => amount.amount)).toEqual([first, second]);
  });

  it('says which tier was reached, and which was not', () => {
    expect(steps(resultOf(claude({ input: '200001' }), facts))?.[1]).toEqual({
      seq: 2,
      ruleVersion: 1,
      stage: 'tier',
      ruleId: 'claude-2:input/tiers/1',
      reasonCode: 'TIER_REACHED',
      input: {
        above: '200000',
        basis: '200001',
        basisOf: ['input', 'cache-read'],
        unitPrice: '6',
        per: '1000000',
      },
      before: '0.600003',
      adjustment: { type: 'set', value: '1.200006' },
      after: '1.200006',
    });
    expect(steps(resultOf(claude({ input: '200000' }), facts))?.[1]).toMatchObject({
      reasonCode: 'TIER_NOT_REACHED',
      before: '0.6',
      after: '0.6',
      skipped: '200000 is not above 200000',
    });
  });

  it('takes the highest of several reached tiers', () => {
    const tiers = [{ amount: '13' }, { above: '49', amount: '11.5' }, { above: '249', amount: '9.25' }];
    const seats = factsOf([volumePrice('seat', tiers)]);
    const amounts = ['49', '50', '249', '250'].map((quantity) => {
      const input = aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat', quantity })] });
      return resultOf(input, seats).totals.recurring[0]?.amount.amount;
    });
    expect(amounts).toEqual(['637.00', '575.00', '2863.50', '2312.50']);
  });
});

describe('prices by date', () => {
  const dated = (id: string, amount: string, validity: { from?: string; until?: string }) => ({
    ...unitPrice('seat', amount),
    id,
    validity,
  });
  const on = (effectiveDate: string, usage = {}) =>
    aPriceInput({ effectiveDate, lines: [aPriceInputLine({ offeringId: 'seat', usage })] });
  const changing = factsOf([
    dated('old', '10', { until: '2026-09-01' }),
    dated('new', '12', { from: '2026-09-01' }),
  ]);

  it('takes the price of the day and records the other as passed over', () => {
    const before = resultOf(on('2026-08-31'), changing);
    expect(before.totals.recurring[0]?.amount.amount).toBe('10.00');
    expect(steps(before)?.[0]).toMatchObject({
      ruleId: 'new',
      reasonCode: 'PRICE_NOT_VALID',
      before: '0',
      after: '0',
      skipped: 'holds from 2026-09-01',
    });
    expect(resultOf(on('2026-09-01'), changing).totals.recurring[0]?.amount.amount).toBe('12.00');
  });

  it('complaint: an expired list never falls back to a base price, it is PRICE_MISSING', () => {
    const expired = factsOf([
      dated('only', '10', { until: '2026-03-01' }),
      ...tokenPrices('seat', { input: '8' }),
    ]);
    expect(errorsOf(on('2026-03-01'), expired)).toEqual([
      {
        pointer: '/lines/0/offeringId',
        code: 'PRICE_MISSING',
        reason: 'the charge "fee" has no price on 2026-03-01: "only" holds before 2026-03-01',
      },
    ]);
  });

  it('leaves out a charge that has not begun, and refuses usage of it', () => {
    const [input, cache] = tokenPrices('seat', { input: '8', cache: '1' });
    const facts = factsOf([input, { ...cache, validity: { from: '2027-01-01' } }] as PriceEntry[]);
    const result = resultOf(on('2026-03-01'), facts);
    expect(result.lines[0]?.charges.map(({ chargeId }) => chargeId)).toEqual(['input']);
    expect(errorsOf(on('2026-03-01', { cache: '5' }), facts)).toMatchObject([
      { pointer: '/lines/0/usage/cache', code: 'PRICE_MISSING' },
    ]);
  });

  it('refuses an offering without any price', () => {
    const facts = { ...changing, prices: new Map() };
    expect(errorsOf(on('2026-03-01'), facts)).toMatchObject([
      { pointer: '/lines/0/offeringId', code: 'PRICE_MISSING' },
    ]);
  });
});

describe('offerings that may not be sold', () => {
  const price = [unitPrice('seat', '1')];
  const seat = aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat' })] });

  it.each([
    ['OFFERING_NOT_ACTIVE', { lifecycle: 'retired' }, {}],
    ['OFFERING_NOT_ACTIVE', { lifecycle: 'inTest' }, {}],
    ['OFFERING_NOT_VALID', { validity: { until: '2026-03-01' } }, {}],
    ['OFFERING_NOT_VALID', { validity: { from: '2026-03-02' } }, {}],
    ['OFFERING_NOT_IN_MARKET', { markets: ['US'] }, { market: 'EU' }],
    ['OFFERING_NOT_IN_CHANNEL', { channels: ['partner'] }, { channel: 'direct' }],
    ['OFFERING_NOT_FOR_CUSTOMER', { customerTypes: ['business'] }, { customerType: 'consumer' }],
    ['OFFERING_NOT_FOR_CUSTOMER', { customerTypes: ['business'] }, { customerType: null }],
  ] as const)('refuses with %s when %j meets %j', (code, offering, input) => {
    expect(errorsOf({ ...seat, ...input }, factsOf(price, offering))).toMatchObject([
      { pointer: '/lines/0/offeringId', code },
    ]);
  });

  it('sells what is limited to the market, channel and customer type of the sale', () => {
    const offering = { markets: ['EU'], channels: ['direct'], customerTypes: ['business'] as const };
    expect(errorsOf({ ...seat, customerType: 'business' }, factsOf(price, offering))).toEqual([]);
  });

  it('refuses fractions of a unit that is sold whole', () => {
    const half = aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat', quantity: '1.5' })] });
    expect(errorsOf(half, factsOf(price))).toMatchObject([
      { pointer: '/lines/0/quantity', code: 'QUANTITY_FRACTION' },
    ]);
    expect(errorsOf(half, factsOf(price, { unit: { name: 'hour', fractions: true } }))).toEqual([]);
  });

  it('reports the errors of all lines', () => {
    const lines = ['a', 'b'].map((id) => aPriceInputLine({ id, offeringId: 'seat' }));
    const errors = errorsOf(aPriceInput({ lines }), factsOf(price, { lifecycle: 'obsolete' }));
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/lines/0/offeringId', '/lines/1/offeringId']);
  });
});
