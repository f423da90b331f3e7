import { Socket } from 'node:net';
import { tenantId } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { committedEvents } from '@quotewright/quoting/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { orderEvents } from '../domain/events.ts';
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
    expect(await committedEvents(db, { type: 'order', id: converted.json.id }, orderEvents)).toEqual([
      'OrderCreated',
    ]);
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

  it.each([
    'platform.number_sequence',
    'ordering.sales_order',
    'ordering.order_item',
    'platform.audit_entry',
    'platform.outbox',
    'platform.idempotency',
  ])('or that fails while it writes %s, leaves nothing', async (table) => {
    const accepted = await running.quotes.quoteIn('accepted');
    await once(`before insert on ${table}`, `raise exception 'cannot write'`);
    const failed = await running.quotes.command(accepted, 'convert', { headers });
    expect(failed.status).toBe(500);
    expect(failed.text).not.toContain('cannot write');
    expect((await running.quotes.read(accepted)).text).toBe(accepted.text);
    await expectOneOrder(accepted, await running.quotes.command(accepted, 'convert', { headers }));
  });

  it('at COMMIT is looked up, found undone, and done again within the same request', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    // A deferred trigger fires inside COMMIT.
    const deferred = 'after insert on ordering.sales_order deferrable initially deferred';
    await once(deferred, 'perform pg_terminate_backend(pg_backend_pid())', 'constraint');
    const converted = await running.quotes.command(accepted, 'convert', { headers });
    await expectOneOrder(accepted, converted);
    const again = await running.quotes.command(accepted, 'convert', { headers });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.text).toBe(converted.text);
  });

  it('after COMMIT, before we hear of it, is looked up and answered from the row', async () => {
    const accepted = await running.quotes.quoteIn('accepted');
    const lost = loseAnswerToNextCommit();
    const converted = await running.quotes.command(accepted, 'convert', { headers });
    expect(lost()).toBe(true);
    expect(converted.headers['idempotency-replayed']).toBe('true');
    await expectOneOrder(accepted, converted);
  });

  async function terminate(tx: Tx): Promise<never> {
    await sql`reset role`.execute(queries(tx));
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(queries(tx));
    throw new Error('the connection should be gone');
  }

  /** Makes the first such event of the database end like this; a sequence remembers through the rollback. */
  async function once(event: string, ending: string, kind = ''): Promise<void> {
    await running.database.db.withTenant(tenantId('acme'), 'write', async (tx) => {
      for (const statement of [
        'reset role',
        'create sequence ordering.endings',
        `create function ordering.end_once() returns trigger language plpgsql security definer as $$
           begin
             if nextval('ordering.endings') = 1 then ${ending}; end if;
             return new;
           end $$`,
        `create ${kind} trigger end_once ${event} for each row execute function ordering.end_once()`,
      ]) {
        await sql.raw(statement).execute(queries(tx));
      }
    });
  }

  /** The server commits, and its answer finds the connection broken. Returns whether that has happened. */
  function loseAnswerToNextCommit(): () => boolean {
    const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');
    const write = Socket.prototype.write as (this: Socket, ...args: unknown[]) => boolean;
    let isLost = false;
    vi.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...args: unknown[]) {
      const [bytes] = args;
      if (!isLost && bytes instanceof Uint8Array && COMMIT.equals(bytes)) {
        isLost = true;
        this.removeAllListeners('data').once('data', () => this.destroy());
      }
      return write.apply(this, args);
    });
    return () => isLost;
  }
});
