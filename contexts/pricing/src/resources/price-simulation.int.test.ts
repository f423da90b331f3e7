import { contentHash } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { priceListDocument, tieredTokenPrices, tokenPrices, unitPrice } from '../testing/price-documents.ts';
import {
  actor,
  BUSINESS_ACCOUNT,
  openWorkbench,
  SALES,
  type Workbench,
} from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';
import { anOffering } from '../testing/upstream.ts';

const counted = vi.hoisted(() => ({ queries: 0 }));

// Counts what the adapters really send.
vi.mock('@quotewright/platform/postgres', async (original) => {
  const actual = await original<typeof import('@quotewright/platform/postgres')>();
  return {
    ...actual,
    queries: (tx: Parameters<typeof actual.queries>[0]) =>
      actual.queries(tx).withPlugin({
        transformQuery: ({ node }) => {
          counted.queries += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      }),
  };
});

const CLAUDE_2 = {
  id: '1',
  offeringId: 'claude-2',
  quantity: '1',
  usage: { input: '1500000', output: '200000' },
};

const RULES = {
  promotions: promotionsDocument(
    aPromotion({ id: 'spring', limits: { redemptions: 5 } }),
    aPromotion({ id: 'other', priority: -1, limits: { redemptionsPerAccount: 1 } }),
  ),
  account: {
    format: 'quotewright/contract-prices@1',
    prices: [
      { id: 'agreed', offeringId: 'seat', chargeId: 'fee', currency: 'USD', model: 'flat', amount: '9' },
    ],
  },
};

describeOnPostgres('POST /quotes/price', (engine) => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await openWorkbench(engine);
    const ids = [
      'claude-2',
      'tiered',
      'seat',
      ...Array.from({ length: 100 }, (_, index) => `model-${index}`),
    ];
    bench.catalog.publish([
      ...ids.map((id) => anOffering({ id })),
      anOffering({ id: 'for-business', customerTypes: ['business'] }),
      anOffering({ id: 'retired', lifecycle: 'retired' }),
      anOffering({ id: 'unpriced' }),
    ]);
    await bench.publish(
      priceListDocument([
        ...tokenPrices('claude-2', { input: '8', output: '24' }),
        ...tieredTokenPrices('tiered', '200000', { input: ['3', '6'], output: ['15', '22.5'] }),
        ...ids.slice(3).flatMap((id) => tokenPrices(id, { input: '0.15', output: '0.6' })),
        ...['for-business', 'retired'].map((id) => unitPrice(id, '10')),
        { ...unitPrice('seat', '10'), validity: { until: '2026-03-02' } },
      ]),
    );
  });
  afterAll(() => bench.close());

  const simulate = (body: unknown, as = SALES) => bench.request('POST', '/quotes/price', { as, body });

  it('is never answered from an older catalog than was asked for', async () => {
    const asking = (minimum: string) =>
      bench.request('POST', '/quotes/price', {
        as: SALES,
        body: { lines: [CLAUDE_2] },
        headers: { 'quotewright-min-version': minimum },
      });
    expect((await asking('catalog=1')).status).toBe(200);
    expect(await asking('catalog=99')).toMatchObject({
      status: 409,
      json: { code: 'VERSION_NOT_PUBLISHED' },
    });
  });

  it('prices claude-2 at 16.80 USD, explained, and keeps nothing', async () => {
    const answer = await simulate({ lines: [CLAUDE_2] });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-status']).toBe('quotewright; fwd=bypass');
    expect(answer.headers['etag']).toBeUndefined();
    const { input, inputHash, priceHash, result } = answer.json;
    expect(result.totals.usage).toEqual({ amount: '16.80', currency: 'USD' });
    expect(answer.json).toMatchObject({ source: 'computed', computedAt: '2026-03-01T09:30:00.000Z' });
    expect(inputHash).toBe(contentHash(input));
    expect(priceHash).toBe(contentHash(result));
    expect(result.inputHash).toBe(inputHash);
    expect(input).toMatchObject({
      tenant: 'acme',
      account: null,
      currency: 'USD',
      market: 'EU',
      channel: 'direct',
      effectiveDate: '2026-03-01',
      catalogVersion: 2,
      priceLists: [{ id: 'standard-usd', version: 1 }],
      tenantConfigVersion: 1,
      roundingDecimals: 2,
    });
  });

  it('takes segment, customer type and market from the account', async () => {
    const answer = await simulate({ accountId: BUSINESS_ACCOUNT.id, lines: [CLAUDE_2] });
    expect(answer.json.input).toMatchObject({
      account: BUSINESS_ACCOUNT.id,
      customerSegment: 'enterprise',
      accountType: 'customer',
      customerType: 'business',
      market: 'US',
    });
  });

  it('takes the date of the tenant, not of the server', async () => {
    const midnight = Date.parse('2026-03-01T23:30:00.000Z');
    bench.clock.setWall(midnight);
    const seat = { lines: [{ id: '1', offeringId: 'seat', quantity: '2' }] };
    const inBerlin = await simulate(seat);
    expect(inBerlin.json).toMatchObject({ code: 'PRICE_MISSING', status: 422 });
    bench.configure({ timeZone: 'America/New_York' });
    const inNewYork = await simulate(seat);
    expect(inNewYork.json.result).toMatchObject({ effectiveDate: '2026-03-01' });
    bench.configure({ timeZone: 'Europe/Berlin' });
    bench.clock.setWall('2026-03-01T09:30:00.000Z');
  });

  it('has one hash for one price, however its numbers are written', async () => {
    const first = await simulate({
      lines: [{ ...CLAUDE_2, usage: { output: '200000.0', input: '1500000' } }],
    });
    const second = await simulate({ lines: [CLAUDE_2] });
    expect(first.json.inputHash).toBe(second.json.inputHash);
    expect(first.json.priceHash).toBe(second.json.priceHash);
  });

  it.each([
    [{ offeringId: 'unpriced' }, 'PRICE_MISSING', '/lines/1/offeringId'],
    [{ offeringId: 'retired' }, 'OFFERING_NOT_ACTIVE', '/lines/1/offeringId'],
    [{ offeringId: 'for-business' }, 'OFFERING_NOT_FOR_CUSTOMER', '/lines/1/offeringId'],
    [{ offeringId: 'claude-2', usage: { audio: '1' } }, 'USAGE_CHARGE_UNKNOWN', '/lines/1/usage/audio'],
    [{ offeringId: 'claude-2', quantity: '0.5' }, 'QUANTITY_FRACTION', '/lines/1/quantity'],
    [
      { offeringId: 'claude-2', quantity: '9'.repeat(24), usage: { input: '9'.repeat(24) } },
      'AMOUNT_TOO_LARGE',
      '/lines/1/usage/input',
    ],
  ])('refuses %j with 422 %s and a pointer', async (line, code, pointer) => {
    const answer = await simulate({ lines: [CLAUDE_2, { id: '2', quantity: '1', ...line }] });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code, errors: [{ pointer, code }] });
  });

  it.each([
    [{ accountId: 'nobody' }, '/accountId', 'ACCOUNT_UNKNOWN'],
    [{ catalogVersion: 99 }, '/catalogVersion', 'CATALOG_VERSION_UNKNOWN'],
    [{ currency: 'EUR' }, '/currency', 'PRICE_LIST_MISSING'],
    [{ lines: [{ ...CLAUDE_2, offeringId: 'gpt-5' }] }, '/lines/0/offeringId', 'OFFERING_UNKNOWN'],
    [{ lines: [CLAUDE_2, CLAUDE_2] }, '/lines/1/id', 'LINE_ID_DUPLICATE'],
    [{ lines: [{ ...CLAUDE_2, quantity: '0' }] }, '/lines/0/quantity', 'QUANTITY_INVALID'],
  ])('refuses %j with a field error', async (change, pointer, code) => {
    const answer = await simulate({ lines: [CLAUDE_2], ...change });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toMatchObject([{ pointer, code }]);
  });

  it.each([
    ['a discount', { lines: [CLAUDE_2], discount: '5' }],
    ['a JSON number', { lines: [{ ...CLAUDE_2, quantity: 1 }] }],
    ['exponents', { lines: [{ ...CLAUDE_2, quantity: '1e400' }] }],
    ['a negative quantity', { lines: [{ ...CLAUDE_2, quantity: '-1' }] }],
    ['no lines', { lines: [] }],
    ['too many lines', { lines: Array.from({ length: 5_001 }, (_, id) => ({ ...CLAUDE_2, id: `${id}` })) }],
  ])('refuses %s with 400', async (_what, body) => {
    expect((await simulate(body)).status).toBe(400);
  });

  it('is for those who may simulate', async () => {
    expect((await simulate({ lines: [CLAUDE_2] }, { ...SALES, roles: [] })).status).toBe(403);
  });

  it("complaint: another tenant's prices are never met", async () => {
    const answer = await simulate({ lines: [CLAUDE_2] }, { ...SALES, tenant: 'other' });
    expect(answer.json).toMatchObject({ status: 422, code: 'PRICE_LIST_MISSING' });
  });

  it('needs as many queries for 100 lines as for one', async () => {
    const queriesFor = async (lines: readonly unknown[]) => {
      counted.queries = 0;
      const answer = await simulate({ lines });
      expect(answer.json.result.lines).toHaveLength(lines.length);
      return counted.queries;
    };
    const hundred = Array.from({ length: 100 }, (_, index) => ({
      ...CLAUDE_2,
      id: `line-${index}`,
      offeringId: `model-${index}`,
    }));
    const forOne = await queriesFor(hundred.slice(0, 1));
    // The active list, the rule sets, the price index.
    expect(forOne).toBe(3);
    expect(await queriesFor(hundred)).toBe(forOne);
  });

  it('complaint: seconds to price a few products: four reads for bundles with promotions and contract prices', async () => {
    const { account, promotions } = RULES;
    await bench.pricing.commands.publishRuleSet(actor, { kind: 'promotions', document: promotions });
    await bench.pricing.commands.publishRuleSet(actor, {
      kind: 'contractPrices',
      subject: BUSINESS_ACCOUNT.id,
      document: account,
    });
    const bundle = (id: string) => [
      { id, offeringId: 'seat', quantity: '2' },
      { ...CLAUDE_2, id: `${id}/tokens`, parentId: id },
      { ...CLAUDE_2, id: `${id}/more`, offeringId: 'tiered', parentId: `${id}/tokens` },
    ];
    const queriesFor = async (bundles: number) => {
      counted.queries = 0;
      const lines = Array.from({ length: bundles }, (_, index) => bundle(`bundle-${index}`)).flat();
      const answer = await simulate({ accountId: BUSINESS_ACCOUNT.id, promotionCodes: ['SPRING'], lines });
      expect(answer.json.result.lines).toHaveLength(lines.length);
      const [seat] = answer.json.result.lines[0].charges;
      expect(seat.explanation).toMatchObject([
        { stage: 'list' },
        { stage: 'contract', after: '18' },
        { stage: 'promotion', ruleId: 'spring', after: '16.2' },
        { stage: 'rounding' },
      ]);
      return counted.queries;
    };
    // As above, and the counters of the promotions that have limits.
    expect(await queriesFor(1)).toBe(4);
    expect(await queriesFor(200)).toBe(4);
  });
});
