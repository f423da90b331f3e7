import { describeOnEachEngine } from '@quotewright/platform/testing';
import { admin } from '@quotewright/quoting/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOrdering, runOrdering } from '../testing/index.ts';

const BRANCH = {
  offeringId: 'branch',
  termMonths: 24,
  children: [
    {
      offeringId: 'seat',
      quantity: '35',
      manualAdjustments: [{ adjustment: { type: 'percent', value: '-5' }, reason: 'old friend' }],
    },
    {
      offeringId: 'site',
      characteristics: { region: ['r1'] },
      startDate: '2026-04-15',
      children: [{ offeringId: 'appliance' }],
    },
  ],
};

describeOnEachEngine('from quote to order', (engine) => {
  let running: RunningOrdering;
  beforeAll(async () => {
    running = await runOrdering(engine);
  });
  afterAll(() => running.close());

  const get = (path: string) => running.server.request('GET', path, { as: admin });

  it('works the same on every engine: edit, price, revise, accept, convert, replay, find again', async () => {
    const { quotes } = running;
    const draft = await quotes.quoteIn('draft', { name: 'Journey' });
    const usage = { transfer: '1500.250' };
    const two = await quotes.command(draft, 'items', {
      body: { offeringId: 'gigabyte', quantity: '0.5', usage },
    });
    const bundle = await quotes.command(two, 'items', { body: BRANCH });
    const first = await quotes.command(await quotes.command(bundle, 'price'), 'submit');
    let quote = await quotes.command(first, 'revise');
    for (const command of ['price', 'submit', 'present', 'accept'])
      quote = await quotes.command(quote, command);
    expect(quote.json).toMatchObject({
      state: 'accepted',
      revision: 2,
      totals: { oneTime: { amount: '77.50' } },
    });

    const headers = { 'idempotency-key': 'journey' };
    const order = await quotes.command(quote, 'convert', { headers });
    expect(order.status, order.text).toBe(201);
    expect((await quotes.command(quote, 'convert', { headers })).text).toBe(order.text);
    expect((await get(`/orders/${order.json.id}`)).text).toBe(order.text);
    expect(order.json.items[1]).toMatchObject({ quantity: '0.5', usage: { transfer: '1500.25' } });
    const { items } = order.json;
    const [, , branch, seats, site, appliance] = items.map(({ id }: { id: string }) => id);
    const parents = items.map(({ parentId }: { parentId?: string }) => parentId);
    expect(parents).toEqual([undefined, undefined, undefined, branch, branch, site]);
    expect(new Set([seats, appliance]).size).toBe(2);
    expect(items.slice(3, 5)).toMatchObject([
      {
        quantity: '35',
        manualAdjustments: [{ reason: 'old friend' }],
        charges: [{ amount: { amount: '66.50' } }],
      },
      { characteristics: { region: ['r1'] }, startDate: '2026-04-15' },
    ]);
    expect(items[2]).toMatchObject({ offeringId: 'branch', termMonths: 24 });
    expect((await get(`/orders?quote=${quote.json.id}`)).json.items).toHaveLength(1);

    const found = (await get('/quotes?q=journey&state=ordered')).json.items;
    expect(found).toMatchObject([{ number: quote.json.number, orderId: order.json.id }]);
    const revisions = (await quotes.read(quote, '/revisions')).json.items;
    expect(revisions.map(({ state }: { state: string }) => state)).toEqual(['superseded', 'ordered']);
  });
});
