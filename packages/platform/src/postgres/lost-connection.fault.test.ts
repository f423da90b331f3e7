import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { systemClock, tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { CommitOutcomeUnknown } from './errors.ts';
import { openPostgres } from './open-postgres.ts';
import type { OwnedDatabase } from './owned-database.ts';
import { queries } from './queries.ts';
import type { Tx } from './tx.ts';

const acme = tenantId('acme');

const add = (tx: Tx, kind: string) =>
  sql`insert into platform.number_sequence (tenant_id, kind, year, last_value)
    values (${tx.tenant}, ${kind}, 2026, 1)`.execute(queries(tx));

const backend = async (tx: Tx): Promise<number> => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(queries(tx));
  return rows[0]?.pid as number;
};

describeOnPostgres('a lost connection', (engine) => {
  let database: TestDatabase;
  // The guard against nested transactions is per database object: this one may act from inside the other's.
  let administrator: OwnedDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], poolSize: 2 });
    administrator = openPostgres({ url: database.url as string, clock: systemClock });
    await administrator.asOwner((owner) =>
      owner.script(`
        create function platform.slow() returns trigger language plpgsql as
          $$ begin perform pg_sleep(10); return null; end $$;
        create constraint trigger slow after insert on platform.number_sequence
          deferrable initially deferred for each row when (new.kind = 'slow commit')
          execute function platform.slow();`),
    );
  });
  afterAll(async () => {
    await administrator.close();
    await database.close();
  });

  const terminate = (pid: number) =>
    administrator.asOwner((owner) => owner.query('select pg_terminate_backend($1)', [pid]));

  const exists = (kind: string) =>
    database.db.withTenant(acme, 'read', async (tx) => {
      const { rows } = await sql`select 1 from platform.number_sequence where kind = ${kind}`.execute(
        queries(tx),
      );
      return rows.length === 1;
    });

  it('during the work undoes it, and the next transaction gets a good one', async () => {
    const work = database.db.withTenant(acme, 'write', async (tx) => {
      await add(tx, 'during');
      await terminate(await backend(tx));
      await add(tx, 'after');
    });
    await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', kind: 'unavailable' });
    expect(await exists('during')).toBe(false);
  });

  it('while idle in the pool is not noticed by anybody', async () => {
    const pid = await database.db.withTenant(acme, 'read', backend);
    await terminate(pid);
    await vi.waitFor(async () => expect(await database.db.withTenant(acme, 'read', backend)).not.toBe(pid));
  });

  it('during COMMIT is an unknown outcome, never a failure', async () => {
    let pid = 0;
    const work = database.db.withTenant(acme, 'write', async (tx) => {
      await add(tx, 'slow commit');
      pid = await backend(tx);
    });
    const outcome = work.catch((error: unknown) => error);
    await vi.waitFor(async () => {
      const { rows } = await administrator.asOwner((owner) =>
        owner.query(
          "select 1 from pg_stat_activity where pid = $1 and query = 'COMMIT' and wait_event = 'PgSleep'",
          [pid],
        ),
      );
      expect(rows).toHaveLength(1);
    });
    await terminate(pid);
    expect(await outcome).toBeInstanceOf(CommitOutcomeUnknown);
    expect(await exists('slow commit')).toBe(false);
  });

  it('right after COMMIT was sent is an unknown outcome, and the work is there', async () => {
    const proxy = await faultyProxy(database.url as string, 'COMMIT\0', 'cut');
    const db = openPostgres({ url: proxy.url, clock: systemClock });
    try {
      const work = db.withTenant(acme, 'write', (tx) => add(tx, 'cut'));
      await expect(work).rejects.toMatchObject({ code: 'COMMIT_OUTCOME_UNKNOWN', kind: 'unavailable' });
      await vi.waitFor(async () => expect(await exists('cut')).toBe(true));
      const reading = db.withTenant(acme, 'read', backend);
      await expect(reading).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    } finally {
      await db.close();
      proxy.server.close();
    }
  });

  it('during BEGIN ends the work at once, and nothing is left behind that ends the process later', async () => {
    const proxy = await faultyProxy(database.url as string, 'BEGIN', 'cut');
    const cut = openPostgres({ url: proxy.url, clock: systemClock, timeouts: { transaction: 30 } });
    const whole = openPostgres({
      url: database.url as string,
      clock: systemClock,
      timeouts: { transaction: 60 },
    });
    try {
      const work = cut.withTenant(acme, 'write', (tx) => add(tx, 'never'));
      await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      // Its limit passes while another transaction runs into a longer one; a rejection that nobody handles fails this test.
      const endless = whole.withTenant(acme, 'write', () => new Promise(() => {}));
      await expect(endless).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    } finally {
      await cut.close();
      await whole.close();
      proxy.server.close();
    }
  });

  it.each([
    ['a statement', 'number_sequence', 'DATABASE_UNAVAILABLE'],
    ['COMMIT', 'COMMIT\0', 'COMMIT_OUTCOME_UNKNOWN'],
  ])('that stays open and silent during %s is given up', async (_moment, word, code) => {
    const proxy = await faultyProxy(database.url as string, word, 'silence');
    const db = openPostgres({ url: proxy.url, clock: systemClock, timeouts: { statement: 50 } });
    try {
      const work = db.withTenant(acme, 'write', (tx) => add(tx, `silent ${code}`));
      await expect(work).rejects.toMatchObject({ code, kind: 'unavailable' });
    } finally {
      await db.close();
      proxy.server.close();
    }
  });
});

/**
 * Passes everything on until the client sends `word`. That still reaches the server, but no answer comes
 * back: the client's connection is cut, or stays open and silent.
 */
async function faultyProxy(
  databaseUrl: string,
  word: string,
  fault: 'cut' | 'silence',
): Promise<{ url: string; server: Server }> {
  const url = new URL(databaseUrl);
  const target = { host: url.hostname, port: Number(url.port) };
  const server = createServer((client: Socket) => {
    const upstream = createConnection(target);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.end());
    upstream.pipe(client);
    client.on('data', (bytes) => {
      const struck = bytes.includes(word);
      if (struck) upstream.unpipe(client).resume();
      upstream.write(bytes, () => {
        if (struck && fault === 'cut') client.destroy();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, server };
}
