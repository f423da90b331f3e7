import { newUuid } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { admin, CUSTOMER } from '@quotewright/quoting/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOrdering, runOrdering } from '../testing/index.ts';

describeOnPostgres('orders over HTTP', (engine) => {
  const clock = new ManualClock(Date.parse('2026-03-01T09:00:00.000Z'));
  let running: RunningOrdering;
  const orders: TestAnswer[] = [];
  beforeAll(async () => {
    running = await runOrdering(engine, clock);
    for (let index = 0; index < 5; index += 1) {
      const accepted = await running.quotes.quoteIn('accepted', index === 4 ? { owner: 'user-2' } : {});
      orders.push(await running.quotes.command(accepted, 'convert'));
      if (index !== 2) clock.advance(60_000);
    }
  });
  afterAll(() => running.close());

  const list = (query: string) => running.server.request('GET', `/orders?${query}`, { as: admin });
  const numbers = (answer: TestAnswer): string[] =>
    answer.json.items.map((order: { number: string }) => order.number);
  const numbered = (...last: number[]) => last.map((value) => `ORD-2026-00000${value}`);

  it('are listed newest first, with totals, without items', async () => {
    const answer = await list('');
    expect(numbers(answer)).toEqual(numbered(5, 4, 3, 2, 1));
    expect(answer.json.items[0]).toMatchObject({
      state: 'acknowledged',
      totals: { oneTime: { amount: '4.00' } },
    });
    expect(answer.json.items[0]).not.toHaveProperty('items');
  });

  it.each(['createdAt', '-createdAt', 'number', '-number'])(
    'are paged by %s, each once, in order',
    async (sort) => {
      const paged: string[] = [];
      let cursor = '';
      do {
        const answer = await list(`sort=${sort}&limit=2${cursor}`);
        paged.push(...numbers(answer));
        cursor = answer.json.nextCursor === undefined ? '' : `&cursor=${answer.json.nextCursor}`;
      } while (cursor !== '');
      expect(paged).toEqual(sort.startsWith('-') ? numbered(5, 4, 3, 2, 1) : numbered(1, 2, 3, 4, 5));
    },
  );

  it.each([
    ['state=acknowledged&limit=1', numbered(5)],
    ['state=completed', []],
    [`account=${CUSTOMER}&owner=user-2`, numbered(5)],
    ['number=ORD-2026-000002', numbered(2)],
    ['createdFrom=2026-03-01T09:01:00.000Z&createdTo=2026-03-01T09:02:00.000Z', numbered(2)],
  ])('are narrowed by %s', async (query, expected) => {
    expect(numbers(await list(query))).toEqual(expected);
  });

  it('are found by their quote', async () => {
    expect(numbers(await list(`quote=${orders[2]?.json.quote.id}`))).toEqual(numbered(3));
  });

  it.each(['colour=red', 'state=sold', 'quote=nonsense', 'limit=501', 'cursor=x'])(
    'refuse %s with 400',
    async (query) => {
      expect((await list(query)).status).toBe(400);
    },
  );

  it('are nobody else’s: 404 on every route for other tenants, unknown and malformed ids', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const headers = { 'if-match': '"5"', 'idempotency-key': newUuid() };
    const single = running.ordering.routes.filter((route) => route.path.includes(':'));
    expect(single).toHaveLength(3);
    for (const route of single) {
      const path = (id: string) => route.path.replace(':orderId', id).replace(':quoteId', id);
      const id = route.path.includes(':quoteId') ? accepted.json.id : orders[0]?.json.id;
      const foreign = await running.server.request(route.method, path(id), {
        as: { ...admin, tenant: 'rival' },
        headers,
      });
      expect(foreign.status, route.operationId).toBe(404);
      for (const wrong of [newUuid(), 'nonsense', "1'%20or%201=1"]) {
        const unknown = await running.server.request(route.method, path(wrong), { as: admin, headers });
        expect(unknown.status, `${route.operationId} ${wrong}`).toBe(404);
      }
    }
    const rival = await running.server.request('GET', '/orders', { as: { ...admin, tenant: 'rival' } });
    expect(rival.json.items).toEqual([]);
  });

  it('are not for strangers, and operators may read but not convert', async () => {
    for (const route of running.ordering.routes) {
      const path = route.path.replace(/:\w+/, newUuid());
      const answer = await running.server.request(route.method, path, {
        as: { ...admin, roles: ['stranger'] },
      });
      expect(answer.status, route.operationId).toBe(403);
    }
    const operator = { ...admin, roles: ['operator'] };
    expect((await running.server.request('GET', '/orders', { as: operator })).status).toBe(200);
    expect(
      (await running.server.request('POST', `/quotes/${newUuid()}/convert`, { as: operator })).status,
    ).toBe(403);
  });
});
