import { sha256, tenantId } from '@quotewright/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import {
  describeOnPostgres,
  type TestAnswer,
  type TestDatabase,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { sessionAuthenticator, sessionModule } from './index.ts';

const STRANGERS = 60;

describeOnPostgres('strangers with cookies that look like ours', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], poolSize: 5 });
    const deps = { database: database.db, secure: false };
    server = await testServer({
      modules: [sessionModule(deps)],
      database: database.db,
      overrides: { sessions: sessionAuthenticator(deps) },
    });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const ask = (secret: string) =>
    server.request('GET', '/session', { headers: { cookie: `quotewright-session=acme.${secret}` } });

  /** Every read of a session waits until the work has ended. */
  const blocked = (work: () => Promise<void>) =>
    database.db.asOwner(async (sql) => {
      await sql.query('begin');
      await sql.query('lock table platform.web_session in access exclusive mode');
      try {
        await work();
      } finally {
        await sql.query('rollback');
      }
    });

  const reading = () =>
    database.db.asOwner(async (sql) => {
      const { rows } = await sql.query(
        `select count(*) as waiting from pg_locks
         where not granted and relation = 'platform.web_session'::regclass`,
      );
      return Number(rows[0]?.['waiting']);
    });

  it('do not occupy the connections of those who are known', async () => {
    let asked: readonly Promise<TestAnswer>[] = [];
    await blocked(async () => {
      asked = Array.from({ length: STRANGERS }, (_, index) => ask(sha256(`stranger ${index}`)));
      await expect.poll(reading).toBe(2);
      const page = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
        listAudit(tx, {}, { limit: 1 }),
      );
      expect(page.items).toEqual([]);
      expect(await reading()).toBe(2);
    });
    for (const answer of await Promise.all(asked)) {
      expect(answer).toMatchObject({ status: 401, json: { code: 'SESSION_ENDED' } });
    }
  });
});
