import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { openPostgres } from '../postgres/index.ts';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { handler, jobDesk } from './fixtures/job-desk.ts';
import { type RunningJob, startJobWorker } from './index.ts';

/** Ends when it has been called that often. */
function countdown(count: number) {
  const done = Promise.withResolvers<void>();
  let left = count;
  return {
    done: done.promise,
    hit: () => {
      left -= 1;
      if (left === 0) done.resolve();
    },
  };
}

describeOnPostgres('a job worker', (engine) => {
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

  it('never runs a job that another worker is running', async () => {
    const jobs = await Promise.all(Array.from({ length: 40 }, () => desk.enqueue('shared')));
    const second = openPostgres({ url: database.url as string, clock, poolSize: 4 });
    const runs = new Map<string, number>();
    const { done, hit } = countdown(jobs.length);
    const shared = handler('shared', async ({ id }) => {
      runs.set(id, (runs.get(id) ?? 0) + 1);
      await database.db.ping();
      hit();
      return null;
    });
    const workers = [database.db, second].map((on) =>
      startJobWorker({ ...desk.options(shared), database: on, concurrency: 4 }),
    );
    await done;
    await Promise.all(workers.map((worker) => worker.stop()));
    await second.close();

    expect([...runs.values()].every((count) => count === 1)).toBe(true);
    const states = await Promise.all(jobs.map(async (job) => (await desk.find(job))?.state));
    expect(new Set(states)).toEqual(new Set(['succeeded']));
  });

  it('runs no more jobs at a time than it may', async () => {
    const { done, hit } = countdown(12);
    let [running, most] = [0, 0];
    const bounded = handler('bounded', async () => {
      running += 1;
      most = Math.max(most, running);
      await database.db.ping();
      running -= 1;
      hit();
      return null;
    });
    await Promise.all(Array.from({ length: 12 }, () => desk.enqueue('bounded')));
    const worker = startJobWorker({ ...desk.options(bounded), concurrency: 3 });
    await done;
    await worker.stop();
    expect(most).toBe(3);
  });

  it('begins a job of its own process without waiting for the next poll', async () => {
    const begun = Promise.withResolvers<string>();
    const hinted = handler('hinted', async ({ id }) => {
      begun.resolve(id);
      return null;
    });
    const worker = startJobWorker(desk.options(hinted));
    const job = await desk.enqueue('hinted');
    expect(await begun.promise).toBe(job.id);
    await worker.stop();
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded' });
  });

  it('finds timers and jobs of other processes when it polls', async () => {
    const begun = Promise.withResolvers<string>();
    const polled = handler('polled', async ({ id }) => {
      begun.resolve(id);
      return null;
    });
    const worker = startJobWorker(desk.options(polled));
    const job = await desk.enqueue('polled', { runAt: clock.now() + 5_000 });
    clock.advance(5_000);
    await desk.ticker.tick();
    expect(await begun.promise).toBe(job.id);
    await worker.stop();
  });

  it('hands unfinished jobs back when it stops, as if it had not tried', async () => {
    const begun = Promise.withResolvers<void>();
    const runs: Pick<RunningJob<unknown>, 'attempt'>[] = [];
    const interrupted = handler('interrupted', async ({ attempt, signal }) => {
      runs.push({ attempt });
      if (runs.length > 1) return 'done';
      begun.resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return 'never';
    });
    const job = await desk.enqueue('interrupted');
    const worker = startJobWorker(desk.options(interrupted));
    await begun.promise;
    await worker.stop();
    expect(await desk.find(job)).toMatchObject({ state: 'queued' });
    expect(desk.ticker.running).toBe(0);

    const { done, hit } = countdown(1);
    const next = startJobWorker({
      ...desk.options({ ...interrupted, run: (running) => interrupted.run(running).finally(hit) }),
    });
    await done;
    await next.stop();
    expect(runs).toEqual([{ attempt: 1 }, { attempt: 1 }]);
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded', result: 'done' });
  });

  it('keeps the result of a job that ends in spite of the stop', async () => {
    const begun = Promise.withResolvers<void>();
    const stubborn = handler('stubborn', async ({ signal }) => {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'done';
    });
    const job = await desk.enqueue('stubborn');
    const worker = startJobWorker(desk.options(stubborn));
    await begun.promise;
    await worker.stop();
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded', result: 'done' });
  });

  it('takes nothing more once it stops', async () => {
    const worker = startJobWorker(desk.options(handler('late', async () => null)));
    await worker.stop();
    const job = await desk.enqueue('late');
    await desk.ticker.tick();
    expect(await desk.find(job)).toMatchObject({ state: 'queued' });
  });

  it('lives through a database that is away', async () => {
    const { done, hit } = countdown(1);
    let reachable = false;
    const flaky: Database = {
      ...database.db,
      withSystem: async (work) => {
        if (!reachable) throw new Error('away');
        return database.db.withSystem(work);
      },
    };
    const surviving = handler('surviving', async () => {
      hit();
      return null;
    });
    await desk.enqueue('surviving');
    const worker = startJobWorker({ ...desk.options(surviving), database: flaky });
    await desk.ticker.tick();
    reachable = true;
    await desk.ticker.tick();
    await done;
    await worker.stop();
  });
});

describe('a job worker on the embedded engine', () => {
  it('polls at most once a second, so that requests get their turn', async () => {
    const desk = jobDesk({ engine: 'embedded' } as Database, new ManualClock());
    const worker = startJobWorker({ ...desk.options(), pollMs: 50 });
    await worker.stop();
    expect(desk.ticker.periods).toEqual([1_000, 60_000]);
  });

  it('refuses two handlers of one type', () => {
    const desk = jobDesk({ engine: 'embedded' } as Database, new ManualClock());
    const twice = [handler('twin', async () => null), handler('twin', async () => null)];
    expect(() => startJobWorker(desk.options(...twice))).toThrow('share a type');
  });
});
