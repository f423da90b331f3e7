import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admin, CUSTOMER, type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('the list of quotes', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
    for (const name of ['Alpha', 'Beta 100%', 'Gamma', 'Delta']) {
      await running.quotes.quoteIn(name === 'Gamma' ? 'priced' : 'draft', { name });
      // The last two share a moment: ids break the tie.
      if (name !== 'Gamma') running.clock.advance(60_000);
    }
    await running.quotes.send('POST', '/quotes', {
      as: { ...admin, subject: 'user-2' },
      body: { accountId: CUSTOMER, name: 'Epsilon' },
    });
  });
  afterAll(() => running.close());

  const list = (query: string) => running.quotes.send('GET', `/quotes?${query}`);
  const names = async (query: string): Promise<readonly string[]> =>
    (await list(query)).json.items.map((quote: { name: string }) => quote.name);

  it('begins with the newest, and has totals where there are prices, but no items', async () => {
    const { json } = await list('');
    expect(json.items.map((quote: { name: string }) => quote.name)).toEqual([
      'Epsilon',
      'Delta',
      'Gamma',
      'Beta 100%',
      'Alpha',
    ]);
    expect(json.items[2].totals.oneTime.amount).toBe('4.00');
    expect(json.items[0]).not.toHaveProperty('totals');
    expect(json.items[2]).not.toHaveProperty('items');
  });

  it.each(['createdAt', '-createdAt', 'updatedAt', '-updatedAt', 'number', '-number'])(
    'pages by %s through every quote once, in order',
    async (sort) => {
      const whole = await names(`sort=${sort}`);
      const paged: string[] = [];
      let cursor = '';
      do {
        const { json } = await list(`sort=${sort}&limit=2${cursor}`);
        paged.push(...json.items.map((quote: { name: string }) => quote.name));
        cursor = json.nextCursor === undefined ? '' : `&cursor=${json.nextCursor}`;
      } while (cursor !== '');
      expect(paged).toEqual(whole);
      expect(new Set(paged).size).toBe(5);
    },
  );

  it.each([
    ['state=priced', ['Gamma']],
    ['owner=user-2', ['Epsilon']],
    [`account=${CUSTOMER}&owner=user-1&state=draft`, ['Delta', 'Beta 100%', 'Alpha']],
    ['account=other', []],
    ['number=Q-2026-000001', ['Alpha']],
    ['q=ETA', ['Beta 100%']],
    ['q=0%25', ['Beta 100%']],
    ['q=_eta', []],
    ['q=000003', ['Gamma']],
    ['createdFrom=2026-03-01T09:01:00.000Z&createdTo=2026-03-01T09:02:00.000Z', ['Beta 100%']],
  ])('is narrowed by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it.each([
    'colour=red',
    'state=sold',
    'sort=price',
    'limit=0',
    'limit=501',
    'createdFrom=yesterday',
    'cursor=x',
  ])('refuses %s with 400', async (query) => {
    expect((await list(query)).status).toBe(400);
  });
});
