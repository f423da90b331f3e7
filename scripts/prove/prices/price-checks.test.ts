import { contentHash, tenantId } from '@quotewright/kernel';
import type { PriceInput, PriceResult, SimulatedPrice } from '@quotewright/pricing';
import { aPriceInput, aPriceInputLine } from '@quotewright/pricing/testing';
import { describe, expect, it } from 'vitest';
import { faultsOfIdentity, faultsOfInput, faultsOfResult, pinsOf } from './check-answer.ts';
import { History, type Publication } from './history.ts';
import { judge } from './judge.ts';
import { Ledger } from './ledger.ts';
import type { Answer } from './messages.ts';
import type { Question } from './questions.ts';

const SECOND = 1_000_000;
const ACCOUNT = '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f';

const question: Question = {
  tenant: 'acme',
  account: 'Contract one',
  request: {
    currency: 'EUR',
    channel: 'direct',
    effectiveDate: '2026-07-01',
    promotionCodes: ['CODE-1'],
    lines: [{ id: '0', offeringId: 'o-001', quantity: '2', termMonths: 12 }],
  },
};

function inputOf(change: Partial<PriceInput> = {}): PriceInput {
  return aPriceInput({
    account: ACCOUNT,
    contractSetVersion: 1,
    currency: 'EUR',
    effectiveDate: '2026-07-01',
    catalogVersion: 2,
    priceLists: [{ id: 'standard-eur', version: 3 }],
    promotionSetVersion: 1,
    promotionCodes: ['CODE-1'],
    lines: [aPriceInputLine({ id: '0', offeringId: 'o-001', quantity: '2', termMonths: 12 })],
    ...change,
  });
}

/** An answer as a node gives it, with the hashes that belong to it. */
function anAnswer({ input = inputOf(), total = '26.00', name = 'acme o-001 1' } = {}): SimulatedPrice {
  const inputHash = contentHash(input);
  const money = { amount: total, currency: 'EUR' } as const;
  const result: PriceResult = {
    currency: input.currency,
    catalogVersion: input.catalogVersion,
    priceLists: input.priceLists,
    effectiveDate: input.effectiveDate,
    roundingMode: 'halfUp',
    engineVersion: input.engineVersion,
    inputHash,
    lines: [{ id: '0', offeringId: 'o-001', name, quantity: '2', charges: [] }],
    totals: { oneTime: money, usage: money, recurring: [] },
  };
  return { input, inputHash, result, priceHash: contentHash(result), source: 'copy', computedAt: 0 };
}

const faultsOf = (answer: SimulatedPrice) => [
  ...faultsOfInput(answer),
  ...faultsOfResult(answer),
  ...faultsOfIdentity(question, ACCOUNT, answer),
];

describe('an answer', () => {
  it('that is right has no faults', () => {
    expect(faultsOf(anAnswer())).toEqual([]);
  });

  it('with another total than its hash is found out', () => {
    const { result } = anAnswer({ total: '26.01' });
    expect(faultsOf({ ...anAnswer(), result })).toEqual(['the result has another hash than it says']);
  });

  it('with a wrong total and the hash of it is found out by the oracle', () => {
    const ledger = new Ledger();
    const wrong = anAnswer({ total: '26.01' });
    expect(faultsOf(wrong)).toEqual([]);
    expect(ledger.claim(wrong.inputHash, wrong.priceHash)).toEqual({ isNew: true });
    const { inputHash, priceHash } = anAnswer();
    expect(ledger.prove({ inputHash, priceHash })).toContain(`due is ${priceHash}`);
    expect(ledger.claim(wrong.inputHash, wrong.priceHash).fault).toContain(`due is ${priceHash}`);
    expect(ledger.claim(inputHash, priceHash)).toEqual({ isNew: false });
  });

  it('to whose input two prices were given is found out before the oracle says which is right', () => {
    const ledger = new Ledger();
    const [one, other] = [anAnswer(), anAnswer({ total: '26.01' })];
    ledger.claim(one.inputHash, one.priceHash);
    expect(ledger.claim(one.inputHash, other.priceHash).fault).toContain(one.inputHash);
  });

  it('whose input cannot be derived is found out', () => {
    const ledger = new Ledger();
    const { inputHash, priceHash } = anAnswer();
    ledger.claim(inputHash, priceHash);
    expect(ledger.unproved).toBe(1);
    expect(ledger.prove({ inputHash, error: 'PRICE_INPUT_MISMATCH' })).toContain('PRICE_INPUT_MISMATCH');
    expect(ledger.unproved).toBe(0);
  });

  it.each([
    ['of another tenant', { tenant: tenantId('globex') }, 'tenant of the input is "globex"'],
    ['for another account', { account: 'other' }, 'account of the input is "other"'],
    ['for nobody', { account: null, contractSetVersion: null }, 'account of the input is null'],
    ['in another currency', { currency: 'USD' }, 'currency of the input is "USD"'],
    ['with other codes', { promotionCodes: [] }, 'codes of the input is []'],
    ['on another day', { effectiveDate: '2026-06-30' }, 'effectiveDate of the input is "2026-06-30"'],
    [
      'for another quantity',
      { lines: [aPriceInputLine({ id: '0', offeringId: 'o-001', quantity: '3', termMonths: 12 })] },
      'lines of the input is',
    ],
  ])('%s is found out', (_, change, fault) => {
    const faults = faultsOf(anAnswer({ input: inputOf(change) }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('with the result of another input is found out', () => {
    const foreign = anAnswer({ input: inputOf({ catalogVersion: 1 }) });
    const { result, priceHash } = foreign;
    expect(faultsOf({ ...anAnswer(), result, priceHash })).toEqual([
      `the result is of the input ${foreign.inputHash}`,
    ]);
  });

  it('with names or a key of another tenant is found out', () => {
    expect(faultsOf(anAnswer({ name: 'globex o-001 1' }))).toEqual(['line 0 is "globex o-001 1"']);
    const copyKey = 'cpq:pricing:globex:result:v2.p3:abc';
    expect(faultsOf({ ...anAnswer(), copyKey })).toEqual([`the copy's key is ${copyKey}`]);
  });
});

const published = (subject: string, version: number, change: Partial<Publication> = {}): Publication => ({
  subject,
  version,
  refuses: {},
  madeBy: 'publisher',
  begunAt: version * 10 * SECOND,
  endedAt: (version * 10 + 1) * SECOND,
  ...change,
});

/** Version 2 of the catalog was published by A from 20 s to 21 s and acknowledged at 22 s; all else long ago. */
function aHistory({ settledAt = 22 * SECOND } = {}): History {
  const history = new History();
  const early = { begunAt: 0, endedAt: 0 };
  history.add(published('acme catalog', 1, early));
  history.add(published('acme list EUR', 3, early));
  history.add(published('acme promotions', 1, early));
  history.add(published('acme contract Contract one', 1, early));
  history.settle('publisher', 0);
  history.add(published('acme catalog', 2, { madeBy: 'A', refuses: { 'o-007': 'OFFERING_UNKNOWN' } }));
  history.settle('A', settledAt);
  return history;
}

function priced(seconds: number, change: Partial<PriceInput> = {}): Answer {
  const answer = anAnswer({ input: inputOf(change) });
  const { inputHash, priceHash } = answer;
  const at = seconds * SECOND;
  const span = { begunAt: at, endedAt: at + 1_000 };
  const told = { outcome: 'priced', source: 'copy', inputHash, priceHash, faults: [] } as const;
  return { question: 0, ...span, ...told, pins: pinsOf(answer) };
}

const faultsAt = (node: string, seconds: number, change?: Partial<PriceInput>, history = aHistory()) =>
  judge(history, node, question, priced(seconds, change)).faults;

describe('an old pin', () => {
  const old = { catalogVersion: 1 };

  it('is allowed where the publication is not acknowledged yet', () => {
    expect(faultsAt('A', 20.5, old)).toEqual([]);
    expect(faultsAt('A', 20.5)).toEqual([]);
  });

  it('is found out at once on the node that published', () => {
    expect(faultsAt('A', 21.1)).toEqual([]);
    expect(faultsAt('A', 21.1, old)).toEqual([
      'pins acme catalog 1, though 2 was acknowledged before it began',
    ]);
  });

  it('is found out on other nodes when their trust has ended', () => {
    expect(faultsAt('B', 24.4, old)).toEqual([]);
    expect(faultsAt('B', 24.6, old)).toHaveLength(1);
  });

  it('is found out whether the acknowledgement is heard of before or after the publication', () => {
    const history = new History();
    history.add(published('acme catalog', 1, { begunAt: 0, endedAt: 0 }));
    history.settle('A', 22 * SECOND);
    history.add(published('acme catalog', 2, { madeBy: 'A' }));
    const { least } = history.windowOf('acme catalog', 'B', priced(24.6));
    expect(least).toBe(2);
  });

  it('may live as long as a pointer where the store has not heard of the change', () => {
    const history = aHistory({ settledAt: 20 * SECOND });
    expect(faultsAt('B', 83.4, old, history)).toEqual([]);
    expect(faultsAt('B', 83.6, old, history)).toHaveLength(1);
    expect(faultsAt('A', 21.1, old, history), 'the node that published knows').toHaveLength(1);
  });
});

describe('a pin', () => {
  it('of what nobody has begun to publish is found out', () => {
    expect(faultsAt('A', 19)).toEqual(['pins acme catalog 2, which nobody had begun to publish']);
    expect(faultsAt('A', 30, { discountPolicyVersion: 1 })).toHaveLength(1);
  });

  it('of a version that could not be published is found out', () => {
    expect(faultsAt('A', 30, { priceLists: [{ id: 'standard-eur', version: 2 }] })).toHaveLength(1);
  });

  it('of a version that cannot price what was asked is found out', () => {
    const [line] = question.request.lines;
    const about = {
      ...question,
      request: { ...question.request, lines: [{ ...line!, offeringId: 'o-007' }] },
    };
    expect(judge(aHistory(), 'A', about, priced(30)).faults).toEqual([
      'has a price for o-007, which acme catalog 2 cannot price',
    ]);
  });

  it('of contract prices where nobody asked for an account is found out', () => {
    const { account: _, ...nobody } = question;
    expect(judge(aHistory(), 'A', nobody, priced(30)).faults).toEqual([
      'pins contract prices 1, and has none',
    ]);
  });
});

describe('a refusal', () => {
  const [line] = question.request.lines;
  const about = { ...question, request: { ...question.request, lines: [{ ...line!, offeringId: 'o-007' }] } };
  const refusedAt = (seconds: number, code = 'OFFERING_UNKNOWN') => {
    const at = seconds * SECOND;
    const errors = [{ code, pointer: '/lines/0/offeringId' }];
    const answer = { question: 0, begunAt: at, endedAt: at + 1_000, outcome: 'refused', errors } as const;
    return judge(aHistory(), 'B', about, answer).unexplained;
  };

  it('is explained by a version that the answer may have been made by', () => {
    expect(refusedAt(20.5)).toEqual([]);
    expect(refusedAt(30)).toEqual([]);
  });

  it('is for the oracle to confirm when no such version explains it', () => {
    expect(refusedAt(19)).toHaveLength(1);
    expect(refusedAt(30, 'PRICE_MISSING')).toHaveLength(1);
  });
});
