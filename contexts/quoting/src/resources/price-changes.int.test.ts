import { DomainError } from '@quotewright/kernel';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { admin, type RunningQuoting, runQuoting } from '../testing/index.ts';
import { priceComparisonSchema } from './price-comparison.schema.ts';

const GONE = { pointer: '/lines/0/offeringId', code: 'OFFERING_NOT_ACTIVE', reason: 'it is retired' };

describeOnPostgres('the price changes of a quote', (engine) => {
  let running: RunningQuoting;
  beforeEach(async () => {
    running = await runQuoting(engine);
  });
  afterEach(() => running.close());

  const report = (quote: TestAnswer) => running.quotes.read(quote, '/price-changes');
  const retire = () =>
    vi
      .spyOn(running.upstream.pricing, 'price')
      .mockRejectedValue(new DomainError(GONE.code, 'unprocessable', 'gone', { errors: [GONE] }));

  it('are none while nothing has been published', async () => {
    const answer = await report(await running.quotes.quoteIn('priced'));
    expect(answer.json).toMatchObject({ state: 'priced', changed: false, comparison: { versions: [] } });
    expect(answer.json.advice).toContain('nothing to do');
  });

  it("compare the frozen price with today's and leave the quote as it is", async () => {
    const priced = await running.quotes.read(await running.quotes.quoteIn('priced'));
    running.upstream.pricing.publish('3');
    const { json } = await report(priced);
    expect(json).toMatchObject({
      quoteId: priced.json.id,
      changed: true,
      comparison: {
        versions: [{ of: 'priceList', id: 'standard', before: '1', after: '2' }],
        totals: {
          oneTime: {
            before: { amount: '4.00' },
            after: { amount: '6.00' },
            difference: { amount: '2.00' },
          },
        },
      },
    });
    expect(priceComparisonSchema.parse(json.comparison)).toEqual(json.comparison);
    expect(json.advice).toContain('POST /quotes/{id}/price');
    expect((await running.quotes.read(priced)).text).toBe(priced.text);
  });

  it('ask for a revision once the price was presented', async () => {
    const presented = await running.quotes.quoteIn('presented');
    running.upstream.pricing.publish('3');
    expect((await report(presented)).json.advice).toContain('POST /quotes/{id}/revise');
  });

  it('tell that the quote cannot be priced any more, and that its price still stands', async () => {
    const presented = await running.quotes.quoteIn('presented');
    retire();
    const { status, json } = await report(presented);
    expect(status).toBe(200);
    expect(json).toMatchObject({ changed: true, unpriceable: [{ ...GONE, pointer: '/items/0/offeringId' }] });
    expect(json).not.toHaveProperty('comparison');
    expect(json.advice).toContain('stands');
  });

  it('are not there before the quote is priced', async () => {
    const answer = await report(await running.quotes.quoteIn('draft'));
    expect([answer.status, answer.json.code]).toEqual([404, 'QUOTE_NOT_PRICED']);
  });
});

describeOnPostgres('the price changes of open quotes', (engine) => {
  let running: RunningQuoting;
  beforeEach(async () => {
    running = await runQuoting(engine);
  });
  afterEach(() => running.close());

  const list = (query = '', as = admin) =>
    running.server.request('GET', `/quotes/price-changes${query}`, { as });

  it('name those that are priced and undecided, oldest first, page by page', async () => {
    const old = await running.quotes.quoteIn('presented');
    for (const state of ['draft', 'accepted', 'rejected', 'cancelled'] as const) {
      await running.quotes.quoteIn(state);
    }
    running.upstream.pricing.publish('3');
    running.clock.advance(1_000);
    const recent = await running.quotes.quoteIn('priced');

    const first = await list('?limit=1');
    expect(first.json.items).toMatchObject([
      {
        quoteId: old.json.id,
        state: 'presented',
        changed: true,
        totals: { oneTime: { difference: { amount: '2.00' } } },
      },
    ]);
    const second = await list(`?limit=1&cursor=${first.json.nextCursor}`);
    expect(second.json.items).toMatchObject([{ quoteId: recent.json.id, changed: false }]);
    expect(second.json).not.toHaveProperty('nextCursor');
    expect((await list()).json.items).toEqual([...first.json.items, ...second.json.items]);
  });

  it('show a quote that cannot be priced any more among the others', async () => {
    await running.quotes.quoteIn('priced');
    running.clock.advance(1_000);
    await running.quotes.quoteIn('presented');
    const gone = new DomainError(GONE.code, 'unprocessable', 'gone', { errors: [GONE] });
    vi.spyOn(running.upstream.pricing, 'price').mockRejectedValueOnce(gone);
    const { items } = (await list()).json;
    expect(items).toMatchObject([
      { changed: true, unpriceable: [{ pointer: '/items/0/offeringId', code: GONE.code }] },
      { changed: false, totals: { oneTime: { difference: { amount: '0.00' } } } },
    ]);
    expect(items[0]).not.toHaveProperty('totals');
  });

  it('leave out offers whose time has passed', async () => {
    await running.quotes.quoteIn('presented');
    running.clock.advance(31 * 86_400_000);
    expect((await list()).json.items).toEqual([]);
  });

  it('keep a page small when its quotes are large', async () => {
    const items = Array.from({ length: 2_500 }, () => ({ offeringId: 'seat', quantity: '1' }));
    for (const _ of [1, 2, 3]) await running.quotes.quoteIn('priced', { items });
    const first = await list();
    expect(first.json.items).toHaveLength(2);
    const second = await list(`?cursor=${first.json.nextCursor}`);
    expect(second.json.items).toHaveLength(1);
    expect(second.json).not.toHaveProperty('nextCursor');
  });

  it('are at most 50 on a page, and only of the own tenant', async () => {
    await running.quotes.quoteIn('priced');
    expect((await list('?limit=51')).status).toBe(400);
    expect((await list('', { ...admin, tenant: 'other' })).json.items).toEqual([]);
  });
});
