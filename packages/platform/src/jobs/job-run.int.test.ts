import { DomainError } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { handler, jobDesk, LEASE_MS } from './fixtures/job-desk.ts';
import { runDueJobs } from './index.ts';
import { claimJobs } from './job-claim.ts';

describeOnEachEngine('a job', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let database: TestDatabase;
  let desk: ReturnType<typeof jobDesk>;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    desk = jobDesk(database.db, clock);
  });
  afterAll(() => database.close());

  it('ends with its result, its last progress and the time', async () => {
    const job = await desk.enqueue('counted');
    clock.advance(1_000);
    const counting = handler('counted', async ({ progress }) => {
      for (let done = 1; done <= 500; done += 1) progress(done, 500, 'rows');
      return { rows: 500 };
    });
    expect(await runDueJobs(desk.options(counting))).toBe(1);
    expect(await desk.find(job)).toEqual({
      ...job,
      state: 'succeeded',
      progress: { done: 500, total: 500, unit: 'rows' },
      result: { rows: 500 },
      finishedAt: '2026-03-01T09:30:01.000Z',
    });
    expect(await runDueJobs(desk.options(counting))).toBe(0);
  });

  it('shows its progress while it runs, written at most once per tick', async () => {
    const job = await desk.enqueue('watched');
    const seen: unknown[] = [];
    const watched = handler('watched', async ({ progress }) => {
      progress(1, 10, 'rows');
      progress(2, 10, 'rows');
      seen.push((await desk.find(job))?.progress.done);
      await desk.ticker.tick();
      seen.push((await desk.find(job))?.progress.done);
      return null;
    });
    await runDueJobs(desk.options(watched));
    expect(seen).toEqual([0, 2]);
    expect(desk.ticker.running).toBe(0);
  });

  it('tells the metrics how each run ended, and how long it took', async () => {
    await desk.enqueue('measured');
    const measured: unknown[] = [];
    const metrics = { jobFinished: (...run: unknown[]) => measured.push(run) };
    const slow = handler('measured', async () => {
      clock.advance(1_500);
      return null;
    });
    await runDueJobs({ ...desk.options(slow), metrics });
    expect(measured).toEqual([['measured', 'succeeded', 1.5]]);
  });

  it('waits for its time', async () => {
    const job = await desk.enqueue('timer', { runAt: clock.now() + 60_000 });
    const options = desk.options(handler('timer', async () => 'rung'));
    clock.advance(59_999);
    expect(await runDueJobs(options)).toBe(0);
    clock.advance(1);
    expect(await runDueJobs(options)).toBe(1);
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded', result: 'rung' });
  });

  it('fails at once with the problem that its handler refused with', async () => {
    const job = await desk.enqueue('refused');
    const errors = [{ pointer: '/rows/3/price', code: 'TYPE', reason: 'must be a decimal' }];
    const refusing = handler('refused', async () => {
      throw new DomainError('IMPORT_INVALID', 'unprocessable', '1 row cannot be read', { errors });
    });
    const titles = {
      IMPORT_INVALID: { kind: 'unprocessable', title: 'The file cannot be imported' },
    } as const;
    expect(await runDueJobs({ ...desk.options(refusing), errors: titles })).toBe(1);
    expect(await desk.find(job)).toMatchObject({
      state: 'failed',
      problem: {
        type: '/docs/errors#IMPORT_INVALID',
        title: 'The file cannot be imported',
        status: 422,
        code: 'IMPORT_INVALID',
        detail: '1 row cannot be read',
        errors,
      },
    });
    clock.advance(3_600_000);
    expect(await runDueJobs(desk.options(refusing))).toBe(0);
  });

  it('is tried again after a defect, each time later, and may then succeed', async () => {
    const job = await desk.enqueue('flaky');
    const flaky = desk.options(
      handler('flaky', async ({ attempt }) => {
        if (attempt === 2) throw new DomainError('DATABASE_UNAVAILABLE', 'unavailable', 'away');
        if (attempt < 4) throw new Error('defect');
        return { attempt };
      }),
    );
    for (const rest of [1_000, 2_000, 4_000]) {
      expect(await runDueJobs(flaky)).toBe(1);
      expect(await desk.find(job)).toMatchObject({ state: 'queued' });
      clock.advance(rest - 1);
      expect(await runDueJobs(flaky)).toBe(0);
      clock.advance(1);
    }
    expect(await runDueJobs(flaky)).toBe(1);
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded', result: { attempt: 4 } });
  });

  it('fails after its last attempt, without telling what went wrong inside', async () => {
    const job = await desk.enqueue('broken');
    const broken = handler('broken', () => Promise.reject(new Error('password=hunter2')), 2);
    for (const rest of [1_000, 0]) {
      await runDueJobs(desk.options(broken));
      clock.advance(rest);
    }
    const found = await desk.find(job);
    expect(found).toMatchObject({ state: 'failed', problem: { code: 'JOB_FAILED', status: 500 } });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('fails when its input is not what the handler accepts', async () => {
    const job = await desk.enqueue('picky', { input: { name: 7, extra: true } });
    let ran = false;
    const picky = handler('picky', async () => (ran = true));
    await runDueJobs(desk.options(picky));
    expect(ran).toBe(false);
    const problem = {
      code: 'JOB_INPUT_INVALID',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/name' })]),
    };
    expect(await desk.find(job)).toMatchObject({ state: 'failed', problem });
  });

  it('is left alone by a worker that does not know its type', async () => {
    const job = await desk.enqueue('unknown');
    expect(await runDueJobs(desk.options(handler('known', async () => null)))).toBe(0);
    expect(await runDueJobs(desk.options())).toBe(0);
    expect(await desk.find(job)).toMatchObject({ state: 'queued' });
  });

  it('is given up when every attempt took its process down', async () => {
    const job = await desk.enqueue('deadly');
    for (const _crash of [1, 2]) {
      await database.db.withSystem((tx) => claimJobs(tx, ['deadly'], 1, LEASE_MS));
      clock.advance(LEASE_MS);
    }
    let ran = false;
    await runDueJobs(desk.options(handler('deadly', async () => (ran = true), 2)));
    expect(ran).toBe(false);
    expect(await desk.find(job)).toMatchObject({ state: 'failed', problem: { code: 'JOB_ABANDONED' } });
  });
});
