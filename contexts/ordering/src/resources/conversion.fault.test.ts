import { tenantId } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { committedEvents } from '@quotewright/quoting/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RunningOrdering, runOrdering } from '../testing/index.ts';

describeOnPostgres('a conversion whose connection is cut', (engine) => {
  let running: RunningOrdering;
  beforeEach(async () => {
    running = await runOrdering(engine);
  });
  afterEach(() => running.close());

  const headers = { 'idempotency-key': 'convert-through-faults' };

  async function expectOneOrder(quote: TestAnswer, converted: TestAnswer) {
    expect(converted.status, converted.text).toBe(201);
    const orders = await running.server.request('GET', `/orders?quote=${quote.json.id}`, {
      as: { tenant: 'acme', roles: ['admin'] },
    });
    expect(orders.json.items).toHaveLength(1);
    expect(orders.json.items[0].number).toMatch(/-000001$/);
    const { db } = running.database;
    expect(await committedEvents(db, { type: 'order', id: converted.json.id })).toEqual(['OrderCreated']);
    expect((await running.quotes.read(quote)).json).toMatchObject({
      state: 'ordered',
      orderId: converted.json.id,
    });
  }

  it.each(['takeAcceptedQuote', 'markOrdered'] as const)(
    'after %s leaves nothing; the same request again makes the one order',
    async (step) => {
      const accepted = await running.quotes.quoteIn('accepted');
      const { api } = running.quoting;
      const original = api[step].bind(api) as (tx: Tx, ...rest: unknown[]) => Promise<never>;
      vi.spyOn(api, step).mockImplementationOnce(async (tx: Tx, ...rest: unknown[]) => {
        await original(tx, ...rest);
        return terminate(tx);
      });
      const cut = await running.quotes.command(accepted, 'convert', { headers });
      expect(cut.status).toBe(503);
      expect((await running.quotes.read(accepted)).text).toBe(accepted.text);
      await expectOneOrder(accepted, await running.quotes.command(accepted, 'convert', { headers }));
    },
  );

  it('at COMMIT is looked up, found undone, and done again within the same request', async () => {
    await cutFirstCommitOfAnOrder();
    const accepted = await running.quotes.quoteIn('accepted');
    const converted = await running.quotes.command(accepted, 'convert', { headers });
    await expectOneOrder(accepted, converted);
    const again = await running.quotes.command(accepted, 'convert', { headers });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.text).toBe(converted.text);
  });

  async function terminate(tx: Tx): Promise<never> {
    await sql`reset role`.execute(queries(tx));
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(queries(tx));
    throw new Error('the connection should be gone');
  }

  /** A deferred trigger fires inside COMMIT; a sequence remembers through the rollback that it has. */
  async function cutFirstCommitOfAnOrder(): Promise<void> {
    await running.database.db.withTenant(tenantId('acme'), 'write', async (tx) => {
      const statements = [
        sql`reset role`,
        sql`create sequence ordering.cuts`,
        sql`create function ordering.cut() returns trigger language plpgsql security definer as $$
              begin
                if nextval('ordering.cuts') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;
                return null;
              end $$`,
        sql`create constraint trigger cut after insert on ordering.sales_order
              deferrable initially deferred for each row execute function ordering.cut()`,
      ];
      for (const statement of statements) await statement.execute(queries(tx));
    });
  }
});
