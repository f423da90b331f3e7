import { type TenantId, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { openPostgres, queries } from '../postgres/index.ts';
import { createLogger } from '../telemetry/logger.ts';
import { describeOnEachEngine, describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { handler, jobDesk } from './fixtures/job-desk.ts';
import { ManualTicker } from './fixtures/manual-ticker.ts';
import { type JobSchedule, runDueJobs, startScheduleLoop } from './index.ts';

const DAY_MS = 86_400_000;
const NOON = '2026-03-01T12:00:00.000Z';
const nightly: JobSchedule = { type: 'nightly', every: 'day', at: '02:30', input: { name: 'night' } };
const acme = tenantId('acme');

interface Enqueued {
  readonly tenant: TenantId;
  readonly type: string;
  readonly input: unknown;
  readonly due: string;
}

/** What the queue of all tenants holds, in the order of their names. */
async function enqueued(database: TestDatabase): Promise<readonly Enqueued[]> {
  return database.db.asOwner(async (session) => {
    const { rows } = await session.query(
      `select tenant_id as tenant, type, input, created_at::text as due from platform.job order by 1, 4`,
    );
    return rows as unknown as Enqueued[];
  });
}

/** As a worker would end them. */
const endAll = (database: TestDatabase) =>
  database.db.asOwner((session) =>
    session.query(`update platform.job set state = 'succeeded', due_at = null, finished_at = now()`),
  );

function worker(database: Database, schedules: readonly JobSchedule[], tenants: readonly TenantId[]) {
  const ticker = new ManualTicker();
  const loop = startScheduleLoop({
    database,
    schedules,
    tenants: async function* () {
      yield* tenants;
    },
    log: createLogger({ level: 'silent', format: 'json' }),
    every: ticker.every,
  });
  return { look: () => ticker.tick(), close: () => loop.close(), ticker };
}

describeOnEachEngine('scheduled jobs', (engine) => {
  let clock: ManualClock;
  let database: TestDatabase;
  beforeEach(async () => {
    clock = new ManualClock(NOON);
    database = await engine.open({ migrations: [], clock });
  });
  afterEach(() => database.close());

  it('are enqueued once a day in each tenant, and not before their time', async () => {
    const running = worker(database.db, [nightly], [acme, tenantId('globex')]);
    await running.look();
    clock.setWall('2026-03-02T02:29:59.000Z');
    await running.look();
    expect(await enqueued(database)).toEqual([]);

    clock.setWall('2026-03-02T03:30:00.000Z');
    for (let looks = 0; looks < 3; looks += 1) await running.look();
    expect(await enqueued(database)).toMatchObject([
      { tenant: 'acme', type: 'nightly', input: { name: 'night' } },
      { tenant: 'globex', type: 'nightly' },
    ]);
    await endAll(database);
    clock.advance(DAY_MS);
    await running.look();
    expect(await enqueued(database)).toHaveLength(4);
    await running.close();
  });

  it('run as jobs of the platform itself', async () => {
    const running = worker(database.db, [nightly], [acme]);
    await running.look();
    clock.advance(DAY_MS);
    await running.look();
    await running.close();
    const ran: unknown[] = [];
    const desk = jobDesk(database.db, clock);
    await runDueJobs(
      desk.options(
        handler('nightly', async ({ tenant, actor, input }) => {
          ran.push({ tenant, subject: actor.subject, input });
          return null;
        }),
      ),
    );
    expect(ran).toEqual([{ tenant: 'acme', subject: 'system:schedule', input: { name: 'night' } }]);
  });

  it('that were missed for a week are made up for once', async () => {
    const before = worker(database.db, [nightly], [acme]);
    await before.look();
    await before.close();
    clock.advance(7 * DAY_MS);
    const after = worker(database.db, [nightly], [acme]);
    for (let looks = 0; looks < 3; looks += 1) await after.look();
    expect(await enqueued(database)).toHaveLength(1);
    await endAll(database);
    clock.advance(DAY_MS);
    await after.look();
    expect(await enqueued(database)).toHaveLength(2);
    await after.close();
  });

  it('do not pile up where nobody runs them', async () => {
    const running = worker(database.db, [nightly], [acme]);
    await running.look();
    for (let night = 0; night < 3; night += 1) {
      clock.advance(DAY_MS);
      await running.look();
    }
    expect(await enqueued(database)).toHaveLength(1);
    await running.close();
  });

  it('begin for new tenants and new schedules at their next time', async () => {
    const tenants = [acme];
    const first = worker(database.db, [nightly], tenants);
    await first.look();
    tenants.push(tenantId('new-tenant'));
    await first.look();
    await first.close();
    const weekly: JobSchedule = { ...nightly, type: 'other' };
    const second = worker(database.db, [nightly, weekly], tenants);
    await second.look();
    expect(await enqueued(database)).toEqual([]);
    clock.advance(DAY_MS);
    await second.look();
    await second.close();
    const found = await enqueued(database);
    expect(found.map(({ tenant, type }) => `${tenant} ${type}`).sort()).toEqual([
      'acme nightly',
      'acme other',
      'new-tenant nightly',
      'new-tenant other',
    ]);
  });

  it('of a type that this program does not know are left alone', async () => {
    const knows = worker(database.db, [nightly], [acme]);
    await knows.look();
    await knows.close();
    clock.advance(DAY_MS);
    const knowsNot = worker(database.db, [{ ...nightly, type: 'other' }], [acme]);
    await knowsNot.look();
    await knowsNot.close();
    expect(await enqueued(database)).toEqual([]);
  });

  it('are not enqueued when the transaction of their tenant fails, and do not keep others from theirs', async () => {
    const failsForAcme: Database = {
      ...database.db,
      withTenant: (tenant, access, work) =>
        tenant === acme
          ? database.db.withTenant(tenant, access, async (tx) => {
              await work(tx);
              throw new Error('lost');
            })
          : database.db.withTenant(tenant, access, work),
    };
    const tenants = [acme, tenantId('globex')];
    const broken = worker(failsForAcme, [nightly], tenants);
    await broken.look();
    clock.advance(DAY_MS);
    await broken.look();
    await broken.close();
    expect((await enqueued(database)).map(({ tenant }) => tenant)).toEqual(['globex']);

    const mended = worker(database.db, [nightly], tenants);
    await mended.look();
    await mended.close();
    expect((await enqueued(database)).map(({ tenant }) => tenant)).toEqual(['acme', 'globex']);
  });

  it('cannot be read or moved by another tenant', async () => {
    const running = worker(database.db, [nightly], [acme]);
    await running.look();
    await running.close();
    const moved = await database.db.withTenant(tenantId('globex'), 'write', async (tx) => {
      const { rows } = await sql`select * from platform.job_schedule`.execute(queries(tx));
      const changed = await sql`update platform.job_schedule set next_run_at = now()`.execute(queries(tx));
      return [rows.length, changed.numAffectedRows];
    });
    expect(moved).toEqual([0, 0n]);
  });
});

describeOnPostgres('scheduled jobs of several workers', (engine) => {
  it('are enqueued by exactly one of them', async () => {
    const clock = new ManualClock(NOON);
    const database = await engine.open({ migrations: [], clock });
    const second = openPostgres({ url: database.url as string, clock, poolSize: 4 });
    const tenants = Array.from({ length: 30 }, (_, index) => tenantId(`tenant-${index + 10}`));
    const workers = [database.db, second, second].map((on) => worker(on, [nightly], tenants));
    await Promise.all(workers.map(({ look }) => look()));
    clock.advance(DAY_MS);
    await Promise.all(workers.map(({ look }) => look()));
    await Promise.all(workers.map(({ look }) => look()));
    await Promise.all(workers.map(({ close }) => close()));
    await second.close();
    expect((await enqueued(database)).map(({ tenant }) => tenant)).toEqual(tenants);
    await database.close();
  });
});

describe('a loop of schedules', () => {
  const nowhere = { engine: 'embedded' } as Database;

  it('refuses two schedules of one type, and a time that is none', () => {
    expect(() => worker(nowhere, [nightly, nightly], [])).toThrow('share a type');
    expect(() => worker(nowhere, [{ ...nightly, at: 'noon' }], [])).toThrow('write HH:MM');
  });

  it('looks for nothing where nothing is scheduled', async () => {
    const { ticker, close } = worker(nowhere, [], []);
    expect(ticker.running).toBe(0);
    await close();
  });

  it('looks every minute until it is closed, and lives through a database that is away', async () => {
    let asked = 0;
    const away: Database = {
      ...nowhere,
      withSystem: async () => {
        asked += 1;
        throw new Error('away');
      },
    };
    const { ticker, look, close } = worker(away, [nightly], [acme]);
    await look();
    await look();
    expect([ticker.periods, ticker.running, asked > 1]).toEqual([[60_000], 1, true]);
    await close();
    expect(ticker.running).toBe(0);
  });
});
