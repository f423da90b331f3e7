import { setTimeout as sleep } from 'node:timers/promises';
import { tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { openPostgres } from './open-postgres.ts';
import { queries } from './queries.ts';
import type { Tx } from './tx.ts';

const acme = tenantId('acme');

/** Lets the first to arrive wait for the second, once; whoever comes later passes. */
function meeting() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived >= 2) resolve();
    return promise;
  };
}

const raise = (tx: Tx, kind: string) =>
  sql`update platform.number_sequence set last_value = last_value + 1 where kind = ${kind}`.execute(
    queries(tx),
  );

describeOnPostgres('concurrent changes', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(() =>
    database.db.withTenant(acme, 'write', async (tx) => {
      await sql`insert into platform.number_sequence (tenant_id, kind, year, last_value)
        values ('acme', 'a', 2026, 1), ('acme', 'b', 2026, 1)
        on conflict (tenant_id, kind, year) do update set last_value = 1`.execute(queries(tx));
    }),
  );

  const values = () =>
    database.db.withTenant(acme, 'read', async (tx) => {
      const { rows } = await sql<{ last_value: number }>`
        select last_value from platform.number_sequence order by kind`.execute(queries(tx));
      return rows.map((row) => row.last_value);
    });

  it('runs the victim of a deadlock again, so that both succeed', async () => {
    const bothHoldOne = meeting();
    let attempts = 0;
    const crossing = (first: string, second: string) =>
      database.db.withTenant(acme, 'write', async (tx) => {
        attempts += 1;
        await raise(tx, first);
        await bothHoldOne();
        await raise(tx, second);
      });
    await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
    expect(attempts).toBe(3);
    expect(await values()).toEqual([3, 3]);
  });

  it('tells why it ran a transaction again', async () => {
    const told: string[] = [];
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const observed = openPostgres({
      url: database.url as string,
      clock,
      onRetry: (state) => told.push(state),
    });
    const bothHoldOne = meeting();
    const crossing = (first: string, second: string) =>
      observed.withTenant(acme, 'write', async (tx) => {
        await raise(tx, first);
        await bothHoldOne();
        await raise(tx, second);
      });
    await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
    await observed.close();
    expect(told).toEqual(['40P01']);
  });

  it('runs work again after a serialization failure, also when the work wrapped the error', async () => {
    const bothHaveRead = meeting();
    let attempts = 0;
    const increment = () =>
      database.db.withTenant(acme, 'write', async (tx) => {
        attempts += 1;
        await sql`set transaction isolation level repeatable read`.execute(queries(tx));
        await sql`select last_value from platform.number_sequence`.execute(queries(tx));
        await bothHaveRead();
        await raise(tx, 'a').catch((cause: unknown) => {
          throw new Error('wrapped', { cause });
        });
      });
    await Promise.all([increment(), increment()]);
    expect(attempts).toBe(3);
    expect(await values()).toEqual([3, 1]);
  });

  it('gives up after three repeats with a refusal that may be tried again', async () => {
    let attempts = 0;
    const collides = database.db.withTenant(acme, 'write', async (tx) => {
      attempts += 1;
      await sql`do $$ begin raise exception 'always' using errcode = '40001'; end $$`.execute(queries(tx));
    });
    await expect(collides).rejects.toMatchObject({
      code: 'DATABASE_CONTENTION',
      kind: 'unavailable',
      details: { retryAfterSeconds: 1 },
    });
    expect(attempts).toBe(4);
  });

  it('does not repeat other failures', async () => {
    let attempts = 0;
    const fails = database.db.withTenant(acme, 'write', async (tx) => {
      attempts += 1;
      await sleep(0);
      await sql`select 1 / 0`.execute(queries(tx));
    });
    await expect(fails).rejects.toMatchObject({ code: '22012' });
    expect(attempts).toBe(1);
  });
});
