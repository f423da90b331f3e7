import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { handler, jobDesk, LEASE_MS } from './fixtures/job-desk.ts';
import { runDueJobs } from './index.ts';
import { claimJobs, endClaim, type JobClaim, renewClaim } from './job-claim.ts';

describeOnPostgres('the lease of a job', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;
  let desk: ReturnType<typeof jobDesk>;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  beforeEach(() => {
    desk = jobDesk(database.db, clock);
  });
  afterAll(() => database.close());

  const claim = async (type: string): Promise<JobClaim | undefined> =>
    (await database.db.withSystem((tx) => claimJobs(tx, [type], 1, LEASE_MS)))[0];

  it('keeps others away until it ends, and then gives the job a higher fence', async () => {
    await desk.enqueue('crashed');
    expect(await claim('crashed')).toMatchObject({ fence: 1, attempt: 1 });
    clock.advance(LEASE_MS - 1);
    expect(await claim('crashed')).toBeUndefined();
    clock.advance(1);
    expect(await claim('crashed')).toMatchObject({ fence: 2, attempt: 2 });
  });

  it('lets no write of an earlier holder through', async () => {
    const job = await desk.enqueue('zombie');
    const zombie = (await claim('zombie')) as JobClaim;
    clock.advance(LEASE_MS);
    const heir = (await claim('zombie')) as JobClaim;

    const writes = (of: JobClaim) => [
      database.db.withSystem((tx) => renewClaim(tx, of, LEASE_MS, { done: 9, total: 9, unit: 'lies' })),
      database.db.withSystem((tx) => endClaim(tx, of, { kind: 'succeeded', result: 'lie' })),
      database.db.withSystem((tx) => endClaim(tx, of, { kind: 'failed', problem: { code: 'LIE' } })),
      database.db.withSystem((tx) => endClaim(tx, of, { kind: 'retried', dueAt: 0 })),
      database.db.withSystem((tx) => endClaim(tx, of, { kind: 'released' })),
    ];
    expect(await Promise.all(writes(zombie))).toEqual([false, false, false, false, false]);
    expect(await desk.find(job)).toMatchObject({ state: 'running', progress: { done: 0 } });

    const ended = { kind: 'succeeded', result: 'truth' } as const;
    expect(await database.db.withSystem((tx) => endClaim(tx, heir, ended))).toBe(true);
    expect(await Promise.all(writes(zombie))).toEqual([false, false, false, false, false]);
    expect(await Promise.all(writes(heir))).toEqual([false, false, false, false, false]);
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded', result: 'truth' });
  });

  it('is renewed while the job runs', async () => {
    await desk.enqueue('long');
    const others: unknown[] = [];
    const long = handler('long', async ({ signal }) => {
      for (let third = 0; third < 9; third += 1) {
        clock.advance(LEASE_MS / 3);
        await desk.ticker.tick();
        others.push(await claim('long'));
      }
      return signal.aborted;
    });
    await runDueJobs(desk.options(long));
    expect(others.filter((other) => other !== undefined)).toEqual([]);
  });

  it('ends the run of a holder who lost it, and voids what it reports', async () => {
    const job = await desk.enqueue('stolen');
    let heir: JobClaim | undefined;
    let aborted = false;
    const stolen = handler('stolen', async ({ signal, progress }) => {
      clock.setWall(clock.now() + LEASE_MS);
      heir = await claim('stolen');
      progress(1, 1, 'lies');
      await desk.ticker.tick();
      aborted = signal.aborted;
      return 'lie';
    });
    await runDueJobs(desk.options(stolen));
    expect(heir).toMatchObject({ fence: 2 });
    expect(aborted).toBe(true);
    expect(await desk.find(job)).toMatchObject({ state: 'running', progress: { done: 0 } });
  });

  it('counts as lost when the database could not be asked for as long as it lasts', async () => {
    await desk.enqueue('cut-off');
    let reachable = true;
    const flaky: Database = {
      ...database.db,
      withSystem: async (work) => {
        if (!reachable) throw new Error('away');
        return database.db.withSystem(work);
      },
    };
    const aborted: boolean[] = [];
    const cutOff = handler('cut-off', async ({ signal }) => {
      reachable = false;
      for (const step of [LEASE_MS / 2, LEASE_MS / 2]) {
        clock.advance(step);
        await desk.ticker.tick();
        aborted.push(signal.aborted);
      }
      return null;
    });
    const run = runDueJobs({ ...desk.options(cutOff), database: flaky });
    await expect(run).rejects.toThrow('away'); // the look for the next job
    expect(aborted).toEqual([false, true]);
  });
});
