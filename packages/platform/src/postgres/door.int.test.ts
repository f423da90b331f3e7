import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemPrincipal } from '../auth/principal.ts';
import { enqueueJob, enqueueQuestion } from '../jobs/index.ts';
import { appendEvents } from '../messaging/outbox.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { DoorMisuse } from './errors.ts';
import { holdsConnection, queries } from './queries.ts';
import type { SystemTx, Tx } from './tx.ts';

interface Tables {
  'platform.number_sequence': { tenant_id: string; kind: string; year: number; last_value: number };
}

const acme = tenantId('acme');
const globex = tenantId('globex');

const add = (tx: Tx, kind: string, tenant: string = tx.tenant) =>
  queries<Tables>(tx)
    .insertInto('platform.number_sequence')
    .values({ tenant_id: tenant, kind, year: 2026, last_value: 1 })
    .execute();

// Without a condition on tenant_id, on purpose: this is what the second lock is for.
const kinds = async (tx: Tx) => {
  const rows = await queries<Tables>(tx).selectFrom('platform.number_sequence').select('kind').execute();
  return rows.map(({ kind }) => kind).sort();
};

const run = (tx: Tx | SystemTx, statement: string) => sql.raw(statement).execute(queries(tx));

describeOnEachEngine('the door', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const tenant of [acme, globex]) {
      await database.db.asOwner(async (owner) => {
        await owner.script(`begin; set local app.tenant_id = '${tenant}'; set local role qw_app`);
        await owner.script('reset role; delete from platform.number_sequence; commit');
      });
    }
    await database.db.withTenant(acme, 'write', (tx) => add(tx, 'quote'));
  });

  it('shows a tenant its own rows and no other tenant any', async () => {
    expect(await database.db.withTenant(acme, 'read', kinds)).toEqual(['quote']);
    expect(await database.db.withTenant(globex, 'read', kinds)).toEqual([]);
  });

  it('refuses a row that names another tenant', async () => {
    const foreign = database.db.withTenant(acme, 'write', (tx) => add(tx, 'order', 'globex'));
    await expect(foreign).rejects.toMatchObject({ name: 'SqlError', code: '42501' });
    const moved = database.db.withTenant(acme, 'write', (tx) =>
      run(tx, "update platform.number_sequence set tenant_id = 'globex'"),
    );
    await expect(moved).rejects.toMatchObject({ code: '42501' });
  });

  it('changes no row of another tenant', async () => {
    const changed = await database.db.withTenant(globex, 'write', (tx) =>
      run(tx, 'update platform.number_sequence set last_value = 99'),
    );
    expect(changed.numAffectedRows).toBe(0n);
  });

  it('lets a read transaction write nothing', async () => {
    const write = database.db.withTenant(acme, 'read', (tx) => add(tx, 'order'));
    await expect(write).rejects.toMatchObject({ code: '25006' });
  });

  it('lets the system see what is its own only, and forget no fact that was not sent and no job that is not an answer', async () => {
    const system = (statement: string) => database.db.withSystem((tx) => run(tx, statement));
    await expect(system('select * from platform.job')).resolves.toBeDefined();
    await expect(system('select * from platform.outbox')).resolves.toBeDefined();
    await expect(system('select * from platform.number_sequence')).rejects.toMatchObject({ code: '42501' });
    await expect(system('select * from platform.audit_entry')).rejects.toMatchObject({ code: '42501' });
    await database.db.withTenant(acme, 'write', (tx) =>
      appendEvents(tx, [{ type: 'A', schemaVersion: 1, aggregate: { type: 'a', id: '1' }, data: {} }]),
    );
    await expect(system('delete from platform.outbox')).resolves.toMatchObject({ numAffectedRows: 0n });
    await database.db.withTenant(acme, 'write', async (tx) => {
      const job = { type: 'a', input: {}, actor: systemPrincipal(acme, 'test') };
      await enqueueJob(tx, job);
      await enqueueQuestion(tx, job);
    });
    await expect(system('delete from platform.job')).resolves.toMatchObject({ numAffectedRows: 0n });
  });

  it('takes the time of a transaction from the clock', async () => {
    clock.setWall('2026-07-01T00:00:00.000Z');
    const now = await database.db.withTenant(acme, 'read', async (tx) => tx.now);
    expect(new Date(now).toISOString()).toBe('2026-07-01T00:00:00.000Z');
  });

  it('undoes everything when the work throws', async () => {
    const refusal = new Error('no');
    const work = database.db.withTenant(acme, 'write', async (tx) => {
      await add(tx, 'order');
      throw refusal;
    });
    await expect(work).rejects.toBe(refusal);
    expect(await database.db.withTenant(acme, 'read', kinds)).toEqual(['quote']);
  });

  it('does not report success when the work swallowed a failed statement', async () => {
    const work = database.db.withTenant(acme, 'write', async (tx) => {
      await add(tx, 'order');
      await add(tx, 'quote').catch(() => {});
      return 'done';
    });
    await expect(work).rejects.toThrow(/swallowed/);
    expect(await database.db.withTenant(acme, 'read', kinds)).toEqual(['quote']);
  });

  it('names the constraint of a refused row and none of its values', async () => {
    const twice = database.db.withTenant(acme, 'write', (tx) => add(tx, 'quote'));
    const error = await twice.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '23505', constraint: 'number_sequence_pkey' });
    expect(JSON.stringify(error)).not.toContain('acme');
    expect(String(error)).not.toContain('acme');
  });

  it('throws at once when a transaction is opened inside another', async () => {
    const inside = (open: () => Promise<unknown>) => database.db.withTenant(acme, 'write', () => open());
    await expect(inside(() => database.db.withTenant(acme, 'read', kinds))).rejects.toBeInstanceOf(
      DoorMisuse,
    );
    await expect(inside(() => database.db.withSystem(async () => {}))).rejects.toBeInstanceOf(DoorMisuse);
    await expect(inside(() => database.db.ping())).rejects.toBeInstanceOf(DoorMisuse);
  });

  it('lets work that began in a transaction open one after it ended', async () => {
    let later: Promise<string[]> | undefined;
    await database.db.withTenant(acme, 'write', async (tx) => {
      tx.onCommit(() => {
        later = database.db.withTenant(acme, 'read', kinds);
      });
    });
    expect(await later).toEqual(['quote']);
  });

  it('refuses a transaction that is used after its end', async () => {
    const leaked = await database.db.withTenant(acme, 'write', async (tx) => tx);
    await expect(kinds(leaked)).rejects.toBeInstanceOf(DoorMisuse);
    expect(() => leaked.onCommit(() => {})).toThrow(DoorMisuse);
  });

  it('runs hints after COMMIT only, and survives one that throws', async () => {
    const seen: string[] = [];
    await database.db.withTenant(acme, 'write', async (tx) => {
      tx.onCommit(() => {
        throw new Error('a lost hint');
      });
      tx.onCommit(async () => {
        await Promise.resolve();
        seen.push('committed');
      });
      seen.push('working');
    });
    const failed = database.db.withTenant(acme, 'write', async (tx) => {
      tx.onCommit(() => {
        seen.push('never');
      });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(seen).toEqual(['working', 'committed']);
  });

  it('takes no connection for a read that asks nothing, so that others may be read inside of it', async () => {
    const { before, nested, after } = await database.db.withTenant(acme, 'read', async (tx) => {
      const before = holdsConnection(tx);
      const nested = await database.db.withTenant(acme, 'read', kinds);
      await kinds(tx);
      return { before, nested, after: holdsConnection(tx) };
    });
    expect({ before, after }).toEqual({ before: false, after: true });
    expect(nested).toEqual(expect.any(Array));
    const late = database.db.withTenant(acme, 'read', async (tx) => {
      await kinds(tx);
      await database.db.withTenant(acme, 'read', kinds);
    });
    await expect(late).rejects.toBeInstanceOf(DoorMisuse);
  });

  it('holds a connection from the beginning where it writes', async () => {
    expect(await database.db.withTenant(acme, 'write', async (tx) => holdsConnection(tx))).toBe(true);
  });

  it('refuses a second statement in one query', async () => {
    const two = database.db.withTenant(acme, 'write', (tx) => run(tx, 'select 1; select 2'));
    await expect(two).rejects.toMatchObject({ code: '42601' });
  });

  it('opens no transaction through the query builder', async () => {
    const nested = database.db.withTenant(acme, 'write', (tx) =>
      queries(tx)
        .transaction()
        .execute(async () => {}),
    );
    await expect(nested).rejects.toBeInstanceOf(DoorMisuse);
  });

  it('refuses a text that PostgreSQL cannot store as the input error it is', async () => {
    const nul = database.db.withTenant(acme, 'write', (tx) => add(tx, 'a\u0000b'));
    await expect(nul).rejects.toMatchObject({ code: 'TEXT_NOT_STORABLE', kind: 'invalid' });
    const nulInJson = database.db.withTenant(acme, 'read', (tx) =>
      sql`select ${'{"a":"\\u0000"}'}::jsonb`.execute(queries(tx)),
    );
    await expect(nulInJson).rejects.toMatchObject({ code: 'TEXT_NOT_STORABLE' });
  });

  it('keeps parallel queries of one transaction in it', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `kind-${String(index).padStart(2, '0')}`);
    const seen = await database.db.withTenant(acme, 'write', async (tx) => {
      await Promise.all(names.map((name) => add(tx, name)));
      return kinds(tx);
    });
    expect(seen).toEqual([...names, 'quote']);
  });

  it('serves many transactions at once', async () => {
    const work = Array.from({ length: 40 }, (_, index) =>
      database.db.withTenant(index % 2 === 0 ? acme : globex, 'write', async (tx) => {
        await add(tx, `k${index}`);
        return kinds(tx);
      }),
    );
    const views = await Promise.all(work);
    const odd = (name: string) => name.startsWith('k') && Number(name.slice(1)) % 2 === 1;
    views.forEach((names, index) => {
      expect(names.every((name) => odd(name) === (index % 2 === 1))).toBe(true);
    });
  });
});
