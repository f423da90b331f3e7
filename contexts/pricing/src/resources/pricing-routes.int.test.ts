import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { priceListDocument, tokenPrices, unitPrice } from '../testing/price-documents.ts';
import {
  BUSINESS_ACCOUNT,
  openWorkbench,
  PRICING_MANAGER,
  type Workbench,
} from '../testing/pricing-workbench.ts';

const STRANGER = { tenant: 'other', subject: 'olga', roles: ['admin'] };
const LIST = '/price-lists/standard-usd';
const DOCUMENT = priceListDocument(tokenPrices('claude-2', { input: '8', output: '24' }));
const LINES = [{ id: '1', offeringId: 'claude-2', quantity: '1', usage: { input: '1500000' } }];

interface Meeting {
  readonly path: string;
  readonly body?: unknown;
  readonly meets: object;
}

/** What somebody of another tenant meets on the routes of a rule set that this one has published. */
function ruleSetMeetings(name: string, path: string, document: object): Readonly<Record<string, Meeting>> {
  return {
    [`read${name}`]: { path, meets: { status: 404 } },
    [`read${name}Draft`]: {
      path: `${path}/draft`,
      meets: { status: 404, json: { code: 'RULE_SET_DRAFT_NOT_FOUND' } },
    },
    [`publish${name}`]: { path: `${path}/publications`, body: {}, meets: { status: 409 } },
    [`list${name}Versions`]: { path: `${path}/versions`, meets: { status: 200, json: { items: [] } } },
    [`read${name}Version`]: { path: `${path}/versions/1`, meets: { status: 404 } },
    [`replace${name}Draft`]: { path: `${path}/draft`, body: document, meets: { status: 200 } },
  };
}

/** What somebody of another tenant meets on every route; a route without a row here fails the test below. */
const STRANGERS: Readonly<Record<string, Meeting>> = {
  listPromotionUsage: { path: '/promotions/usage', meets: { status: 200, json: { items: [] } } },
  ...ruleSetMeetings('Promotions', '/promotions', { format: 'quotewright/promotions@1', promotions: [] }),
  ...ruleSetMeetings('DiscountPolicy', '/discount-policies', {
    format: 'quotewright/discount-policy@1',
    rules: [],
  }),
  // The account of the other tenant is in memory here, and known to everybody.
  ...ruleSetMeetings('ContractPrices', `/accounts/${BUSINESS_ACCOUNT.id}/contract-prices`, {
    format: 'quotewright/contract-prices@1',
    prices: [],
  }),
  listPriceLists: { path: '/price-lists', meets: { status: 200, json: { items: [] } } },
  readPriceList: { path: LIST, meets: { status: 404, json: { code: 'PRICE_LIST_NOT_FOUND' } } },
  listPriceListVersions: { path: `${LIST}/versions`, meets: { status: 404 } },
  readPriceListVersion: { path: `${LIST}/versions/1`, meets: { status: 404 } },
  listPrices: { path: `${LIST}/versions/1/prices`, meets: { status: 404 } },
  exportPriceListVersion: { path: `${LIST}/versions/1/document`, meets: { status: 404 } },
  publishPriceList: { path: `${LIST}/publications`, meets: { status: 404 } },
  importPriceList: {
    path: `${LIST}/imports`,
    body: priceListDocument([unitPrice('claude-2', '1')], { currency: 'EUR' }),
    meets: { status: 202 },
  },
  simulatePrice: {
    path: '/quotes/price',
    body: { lines: LINES, accountId: BUSINESS_ACCOUNT.id },
    meets: { status: 422, json: { code: 'PRICE_LIST_MISSING' } },
  },
  comparePrices: {
    path: '/quotes/price/compare',
    body: { before: { lines: LINES }, after: { lines: LINES } },
    meets: {
      status: 422,
      json: { errors: [{ pointer: '/before/currency' }, { pointer: '/after/currency' }] },
    },
  },
};

describeOnPostgres('the routes of pricing', (engine) => {
  let bench: Workbench;
  let keys = 0;

  beforeAll(async () => {
    bench = await openWorkbench(engine);
    await bench.publish(DOCUMENT);
  });
  afterAll(() => bench.close());

  const send = (method: string, path: string, body?: unknown, as = PRICING_MANAGER) =>
    bench.request(method, path, { as, body, headers: { 'idempotency-key': `routes-${++keys}` } });
  const jobOf = async ({ status, headers }: TestAnswer) => {
    expect(status).toBe(202);
    return bench.finished(headers['location']);
  };

  it('are all in the OpenAPI document, each schema under a name of its own', async () => {
    const { status, json } = await bench.request('GET', '//openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(json.components.schemas)).toEqual(
      expect.arrayContaining(['PriceInput', 'PriceList', 'PriceListDocument', 'PriceResult', 'PriceRow']),
    );
    const operations = Object.values<Record<string, { operationId: string }>>(json.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(operations).toEqual(expect.arrayContaining(Object.keys(STRANGERS)));
  });

  describe('to another tenant', () => {
    it('are known by this test, all of them', () => {
      expect(bench.pricing.routes.map(({ operationId }) => operationId).sort()).toEqual(
        Object.keys(STRANGERS).sort(),
      );
    });

    it.each(Object.entries(STRANGERS))(
      '%s shows and changes nothing',
      async (operation, { path, body, meets }) => {
        const before = await send('GET', LIST);
        const { method } = bench.pricing.routes.find(({ operationId }) => operationId === operation) ?? {};
        const answer = await send(method as string, path, body, STRANGER);
        expect(answer).toMatchObject(meets);
        if (answer.status === 202) {
          await bench.finished(answer.headers['location']);
          expect((await send('GET', LIST, undefined, STRANGER)).json).toMatchObject({ currency: 'EUR' });
        }
        expect((await send('GET', LIST)).json).toEqual(before.json);
      },
    );

    it('hide the jobs that they began', async () => {
      const { headers } = await send('POST', `${LIST}/imports`, DOCUMENT);
      const path = headers['location']?.replace('/api/v1', '') ?? '/none';
      expect((await send('GET', path, undefined, STRANGER)).status).toBe(404);
      expect((await jobOf({ status: 202, headers, json: undefined, text: '' })).state).toBe('succeeded');
    });
  });

  describe('with a hostile document', () => {
    const sent = (text: string) => send('POST', '/price-lists/hostile/imports', text);
    const withAmount = (amount: string) =>
      JSON.stringify(
        priceListDocument([unitPrice('claude-2', '@')], { id: 'hostile', currency: 'KWD' }),
      ).replace('"@"', amount);

    it.each([
      ['a number beyond all numbers', withAmount('1e400')],
      ['a prototype', withAmount('{"__proto__":{}}')],
      ['endless nesting', withAmount('['.repeat(70) + ']'.repeat(70))],
      ['a lone surrogate', withAmount('"\\ud800"')],
      ['a NUL', withAmount('"\\u0000"')],
      ['half a document', withAmount('1').slice(0, -20)],
      ['an array', '[]'],
    ])('refuse %s with 400 before anything is kept', async (_what, text) => {
      expect((await sent(text)).status).toBe(400);
    });

    it.each([
      ['a JSON number', '8', 'TYPE'],
      ['no number', '"NaN"', 'INVALID'],
      ['a negative amount', '"-1"', 'INVALID'],
      ['an exponent', '"1e400"', 'INVALID'],
      ['an object', '{}', 'TYPE'],
      ['nothing', 'null', 'TYPE'],
    ])('report %s as an amount where it stands, and import nothing', async (_what, amount, code) => {
      expect(await jobOf(await sent(withAmount(amount)))).toMatchObject({
        state: 'failed',
        problem: { code: 'PRICE_LIST_INVALID', errors: [{ pointer: '/prices/0/amount', code }] },
      });
      expect((await send('GET', '/price-lists/hostile')).status).toBe(404);
    });
  });

  it('refuse unknown filters and pages of no size', async () => {
    for (const query of ['?state=draft', '?limit=0', '?limit=501', '?limit=x', '?cursor=x']) {
      expect((await send('GET', `/price-lists${query}`)).status).toBe(400);
      expect((await send('GET', `${LIST}/versions/1/prices${query}`)).status).toBe(400);
    }
  });

  it('walk through all prices of a version, page by page, each once', async () => {
    const prices = Array.from({ length: 7 }, (_, index) => unitPrice('claude-2', '1', fee(`fee-${index}`)));
    await bench.publish(priceListDocument(prices));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json } = await send('GET', `${LIST}/versions/2/prices?limit=3${cursor}`);
      seen.push(...json.items.map(({ id }: { id: string }) => id));
      cursor = json.nextCursor === undefined ? '' : `&cursor=${json.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(prices.map(({ id }) => id));
  });

  it('finish a publication whose worker was cut off, under the same number and with the content of then', async () => {
    await jobOf(await send('POST', `${LIST}/imports`, DOCUMENT));
    vi.spyOn(bench.catalog, 'offeringIds').mockRejectedValueOnce(new Error('the connection is gone'));
    const cutOff = await send('POST', `${LIST}/publications`);
    expect(await jobOf(cutOff)).toMatchObject({ state: 'queued' });
    expect((await send('GET', LIST)).json.activeVersion).toBe(2);

    await jobOf(await send('POST', `${LIST}/imports`, priceListDocument([unitPrice('claude-2', '99')])));
    expect(await jobOf(await send('POST', `${LIST}/publications`))).toMatchObject({
      state: 'failed',
      problem: { status: 409, code: 'PRICE_LIST_PUBLICATION_IN_PROGRESS' },
    });

    bench.clock.advance(2_000);
    expect(await jobOf(cutOff)).toMatchObject({ state: 'succeeded', result: { version: 3, priceCount: 2 } });
    const priced = await send('POST', '/quotes/price', { lines: LINES });
    expect(priced.json.result.totals.usage.amount).toBe('12.00');
  });
});

function fee(id: string) {
  return { id, name: 'Fee', type: 'oneTime' } as const;
}
