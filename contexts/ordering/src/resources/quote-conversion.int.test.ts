import { newUuid, tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { admin, CUSTOMER, committedEvents } from '@quotewright/quoting/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderEvents } from '../domain/events.ts';
import { type RunningOrdering, runOrdering } from '../testing/index.ts';

describeOnPostgres('the conversion of a quote', (engine) => {
  let running: RunningOrdering;
  beforeAll(async () => {
    running = await runOrdering(engine);
  });
  afterAll(() => running.close());

  const order = (answer: TestAnswer) =>
    running.server.request('GET', `/orders/${answer.json.id}`, { as: admin });

  it('makes an order by value, traced item by item, and marks the quote as ordered', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const converted = await running.quotes.command(accepted, 'convert');
    expect(converted.status, converted.text).toBe(201);
    expect(converted.headers['location']).toBe(`/api/v1/orders/${converted.json.id}`);
    expect(converted.headers['etag']).toBe('"1"');
    const [quoteItem] = accepted.json.items;
    expect(converted.json).toMatchObject({
      number: expect.stringMatching(/^ORD-\d{4}-\d{6}$/),
      state: 'acknowledged',
      version: 1,
      accountId: CUSTOMER,
      owner: 'user-1',
      quote: { id: accepted.json.id, number: accepted.json.number, revision: 1 },
      totals: accepted.json.totals,
      snapshot: accepted.json.snapshot,
      items: [
        { quoteItemId: quoteItem.id, state: 'acknowledged', quantity: '2', charges: quoteItem.charges },
      ],
    });
    const read = await order(converted);
    expect(read.text).toBe(converted.text);
    expect(read.headers['etag']).toBe('"1"');
    const quote = await running.quotes.read(accepted);
    expect(quote.json).toMatchObject({ state: 'ordered', orderId: converted.json.id, allowedCommands: [] });
    const history = await running.server.request('GET', `/orders/${converted.json.id}/history`, {
      as: admin,
    });
    expect(history.json.items).toMatchObject([
      { action: 'order.create', detail: { quoteId: accepted.json.id } },
    ]);
    const { db } = running.database;
    expect(await committedEvents(db, { type: 'order', id: converted.json.id }, orderEvents)).toEqual([
      'OrderCreated',
    ]);
    expect((await committedEvents(db, { type: 'quote', id: accepted.json.id })).at(-1)).toBe('QuoteOrdered');
  });

  it('is replayed for a repeat of the request, byte by byte', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const headers = { 'idempotency-key': 'convert-twice' };
    const first = await running.quotes.command(accepted, 'convert', { headers });
    const again = await running.quotes.command(accepted, 'convert', { headers });
    expect(again.status).toBe(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    expect(again.headers['location']).toBe(first.headers['location']);
  });

  it('is refused a second time under a new key, naming the order', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const converted = await running.quotes.command(accepted, 'convert');
    const ordered = await running.quotes.read(accepted);
    const refused = await running.quotes.command(ordered, 'convert');
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({ code: 'QUOTE_ALREADY_ORDERED', orderId: converted.json.id });
    const stale = await running.quotes.command(accepted, 'convert');
    expect([stale.status, stale.json.code]).toEqual([412, 'QUOTE_VERSION_MISMATCH']);
  });

  it('needs If-Match and an Idempotency-Key', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const path = `/quotes/${accepted.json.id}/convert`;
    const send = (headers: Record<string, string>) =>
      running.server.request('POST', path, { as: admin, headers });
    expect((await send({ 'idempotency-key': newUuid() })).json.code).toBe('IF_MATCH_REQUIRED');
    expect((await send({ 'if-match': '"5"' })).json.code).toBe('IDEMPOTENCY_KEY_REQUIRED');
  });

  it.each(['draft', 'priced', 'approved', 'presented', 'rejected', 'cancelled'] as const)(
    'is refused for a quote that is %s',
    async (state) => {
      const quote = await running.quotes.quoteIn(state);
      const refused = await running.quotes.command(quote, 'convert');
      expect(refused.status).toBe(409);
      expect(refused.json).toMatchObject({ code: 'QUOTE_STATE_FORBIDS', from: state, command: 'convert' });
    },
  );

  it('is refused when the price cannot be derived again, and leaves no order and no number', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const numbers = await lastNumber();
    running.upstream.pricing.falsify(1, '1');
    const refused = await running.quotes.command(accepted, 'convert');
    running.upstream.pricing.falsify(1, '2');
    expect([refused.status, refused.json.code]).toEqual([409, 'PRICE_SNAPSHOT_DIVERGED']);
    expect(await lastNumber()).toBe(numbers);
    expect((await running.quotes.command(accepted, 'convert')).status).toBe(201);
  });

  it('stays single in the database also, when every other guard is gone', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const converted = await running.quotes.command(accepted, 'convert');
    const copy = sql`
      insert into ordering.sales_order
      select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number', 'ORD-X'))).*
      from ordering.sales_order o where id = ${converted.json.id}`;
    await expect(
      running.database.db.withTenant(tenantId('acme'), 'write', (tx) => copy.execute(queries(tx))),
    ).rejects.toThrow('sales_order_of_quote_revision');
  });

  const lastNumber = () =>
    running.database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const { rows } = await sql<{ last_value: number }>`
        select last_value from platform.number_sequence where kind = 'ORD'`.execute(queries(tx));
      return rows[0]?.last_value;
    });
});
