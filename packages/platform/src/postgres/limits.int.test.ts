import { systemClock, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { DoorMisuse } from './errors.ts';
import { openPostgres, type PostgresOptions } from './open-postgres.ts';
import type { OwnedDatabase } from './owned-database.ts';
import { queries } from './queries.ts';
import type { Tx } from './tx.ts';

const acme = tenantId('acme');

const pause = (tx: Tx, seconds: number) => sql`select pg_sleep(${seconds})`.execute(queries(tx));

describeOnPostgres('limits', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());

  async function limited<T>(
    options: Pick<PostgresOptions, 'timeouts' | 'poolSize'>,
    work: (db: OwnedDatabase) => Promise<T>,
  ): Promise<T> {
    const db = openPostgres({ url: database.url as string, clock: systemClock, ...options });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }

  const stillWorks = (db: OwnedDatabase) =>
    db.withTenant(acme, 'read', async (tx) => (await pause(tx, 0)).rows.length);

  it('stops a statement that runs too long', async () => {
    await limited({ timeouts: { statement: 50 }, poolSize: 1 }, async (db) => {
      const slow = db.withTenant(acme, 'read', (tx) => pause(tx, 10));
      await expect(slow).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT', kind: 'unavailable' });
      expect(await stillWorks(db)).toBe(1);
    });
  });

  it('does not wait for a lock for ever', async () => {
    await limited({ timeouts: { lock: 50 } }, async (db) => {
      const lock = (tx: Tx) => sql`select pg_advisory_xact_lock(1)`.execute(queries(tx));
      const waits = database.db.withTenant(acme, 'write', async (tx) => {
        await lock(tx);
        await db.withTenant(acme, 'write', lock);
      });
      await expect(waits).rejects.toMatchObject({ code: 'DATABASE_BUSY', details: { retryAfterSeconds: 1 } });
    });
  });

  it('ends a transaction that waits for something else too long', async () => {
    await limited({ timeouts: { idleInTransaction: 50 }, poolSize: 1 }, async (db) => {
      const ended = Promise.withResolvers<void>();
      const idle = db.withTenant(acme, 'write', async (tx) => {
        await database.db.asOwner(async (owner) => {
          let gone = false;
          while (!gone) {
            const { rows } = await owner.query(
              "select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
            );
            gone = rows.length === 0;
          }
        });
        ended.resolve();
        await pause(tx, 0);
      });
      await expect(idle).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await ended.promise;
      expect(await stillWorks(db)).toBe(1);
    });
  });

  it('rolls a transaction back that takes too long as a whole, and refuses its further use', async () => {
    await limited({ timeouts: { transaction: 50 }, poolSize: 1 }, async (db) => {
      const released = Promise.withResolvers<void>();
      let late: Promise<unknown> | undefined;
      const endless = db.withTenant(acme, 'write', async (tx) => {
        late = released.promise.then(() => pause(tx, 0));
        await late;
      });
      await expect(endless).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
      released.resolve();
      await expect(late).rejects.toBeInstanceOf(DoorMisuse);
      expect(await stillWorks(db)).toBe(1);
    });
  });

  it('says that it is busy when no connection becomes free in time', async () => {
    // Long enough for a busy machine to connect once.
    await limited({ timeouts: { connect: 2_000 }, poolSize: 1 }, async (db) => {
      const taken = Promise.withResolvers<void>();
      const done = Promise.withResolvers<void>();
      const holder = db.withTenant(acme, 'write', async () => {
        taken.resolve();
        await done.promise;
      });
      await taken.promise;
      await expect(stillWorks(db)).rejects.toMatchObject({
        code: 'DATABASE_BUSY',
        kind: 'unavailable',
        details: { retryAfterSeconds: 1 },
      });
      done.resolve();
      await holder;
      expect(await stillWorks(db)).toBe(1);
    });
  });
});

describe('an unreachable server', () => {
  it('is reported as unavailable', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    const db = openPostgres({ url, clock: systemClock, timeouts: { connect: 2_000 } });
    await expect(db.ping()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', kind: 'unavailable' });
    await db.close();
  });
});
