import { tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { committedEvents } from '@quotewright/quoting/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderEvents } from '../domain/events.ts';
import {
  type ConversionNode,
  type RunningOrdering,
  runOrdering,
  startConversionNode,
} from '../testing/index.ts';

describeOnPostgres('a storm of conversions over two processes, with a pool of 10 each', (engine) => {
  let running: RunningOrdering;
  let nodes: readonly ConversionNode[];
  beforeAll(async () => {
    running = await runOrdering(engine);
    const url = running.database.url as string;
    nodes = await Promise.all([startConversionNode(url), startConversionNode(url)]);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await running.close();
  });

  const conversionOf = (quote: TestAnswer, key: string) => ({
    path: `/quotes/${quote.json.id}/convert`,
    headers: { 'if-match': quote.headers['etag'] as string, 'idempotency-key': key },
  });

  async function storm(requestsOf: (node: number) => readonly ReturnType<typeof conversionOf>[]) {
    const reports = await Promise.all(
      nodes.map((node, index) => node.run({ requests: requestsOf(index), probing: false })),
    );
    return reports.flatMap((report) => report.answers);
  }

  async function rowsAbout(quote: TestAnswer): Promise<{ orders: number; audit: readonly string[] }> {
    return running.database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const orders = await sql<{ id: string }>`
        select id from ordering.sales_order where quote_id = ${quote.json.id}`.execute(queries(tx));
      const audit = await sql<{ action: string }>`
        select action from platform.audit_entry
        where action in ('order.create', 'quote.convert')
          and (entity_id = ${quote.json.id} or detail ->> 'quoteId' = ${quote.json.id})
        order by action`.execute(queries(tx));
      return { orders: orders.rows.length, audit: audit.rows.map((row) => row.action) };
    });
  }

  async function expectOneOrder(quote: TestAnswer, orderId: string) {
    expect(await rowsAbout(quote)).toEqual({ orders: 1, audit: ['order.create', 'quote.convert'] });
    const { db } = running.database;
    expect(await committedEvents(db, { type: 'order', id: orderId }, orderEvents)).toEqual(['OrderCreated']);
    const events = await committedEvents(db, { type: 'quote', id: quote.json.id });
    expect(events.filter((type) => type === 'QuoteOrdered')).toHaveLength(1);
  }

  it('of 50 identical requests makes one order; the other 49 get the same bytes, marked as a replay', async () => {
    const quote = await running.quotes.quoteIn('accepted');
    const answers = await storm(() => Array.from({ length: 25 }, () => conversionOf(quote, 'storm-1')));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers['location'])).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers['etag']))).toEqual(new Set(['"1"']));
    await expectOneOrder(quote, JSON.parse(answers[0]?.text ?? '').id);

    const other = await running.quotes.quoteIn('accepted');
    const [reused] = await storm((node) => (node === 1 ? [conversionOf(other, 'storm-1')] : []));
    expect(reused?.status).toBe(409);
    expect(JSON.parse(reused?.text ?? '').code).toBe('IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD');
    expect(await rowsAbout(other)).toEqual({ orders: 0, audit: [] });
  });

  it('of 50 requests under 50 keys makes one order; the other 49 are refused', async () => {
    const quote = await running.quotes.quoteIn('accepted');
    const answers = await storm((node) =>
      Array.from({ length: 25 }, (_, index) => conversionOf(quote, `key-${node}-${index}`)),
    );
    const made = answers.filter((answer) => answer.status === 201);
    expect(made).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 412)).toHaveLength(49);
    await expectOneOrder(quote, JSON.parse(made[0]?.text ?? '').id);
  });

  it('of 50 different quotes makes 50 orders, numbered without gap or repeat', async () => {
    const before = await numbers();
    const quotes: TestAnswer[] = [];
    for (let index = 0; index < 50; index += 1) quotes.push(await running.quotes.quoteIn('accepted'));
    const answers = await storm((node) =>
      quotes.filter((_, index) => index % 2 === node).map((quote) => conversionOf(quote, quote.json.id)),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(50);
    const after = await numbers();
    expect(after).toHaveLength(before.length + 50);
    expect(after).toEqual(after.map((_, index) => index + 1));
  });

  const numbers = () =>
    running.database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const { rows } = await sql<{ number: string }>`
        select number from ordering.sales_order order by number`.execute(queries(tx));
      return rows.map((row) => Number(row.number.slice(-6)));
    });
});
