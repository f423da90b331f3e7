import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemPrincipal } from '../auth/principal.ts';
import { openPostgres } from '../postgres/index.ts';
import { queries } from '../postgres/queries.ts';
import { describeOnEachEngine, describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { actor, handler, jobDesk } from './fixtures/job-desk.ts';
import { enqueueQuestion, runDueJobs, startJobWorker } from './index.ts';

const MINUTE = 60_000;
const MOST_WAITING = 20;

const answer = handler('ask', async ({ input }) => ({ answered: `secret of ${input.name}` }));
const named = (name: string | number) => ({ input: { name: `${name}` } });

describeOnEachEngine('a job that answers a question', (engine) => {
  let clock: ManualClock;
  let database: TestDatabase;
  let desk: ReturnType<typeof jobDesk>;

  beforeEach(async () => {
    clock = new ManualClock('2026-03-01T09:30:00.000Z');
    database = await engine.open({ migrations: [], clock });
    desk = jobDesk(database.db, clock);
  });
  afterEach(() => database.close());

  /** All that is kept of jobs, as text. */
  const kept = () =>
    database.db.withTenant(actor.tenant, 'read', async (tx) => {
      const { rows } = await sql<{ text: string }>`select job::text as text from platform.job`.execute(
        queries(tx),
      );
      return rows.map(({ text }) => text).join('\n');
    });
  const runAll = () =>
    runDueJobs(
      desk.options(
        answer,
        handler('work', async () => 'done'),
      ),
    );

  it('is there for who asked it, and for nobody else', async () => {
    const asker = { ...actor, clientId: 'crm' };
    const job = await desk.ask('ask', { actor: asker });
    const others = [
      actor,
      { ...asker, subject: 'system:other' },
      { ...asker, clientId: 'shop' },
      { ...asker, roles: ['admin'], subject: 'root' },
    ];
    const found = async (reader: typeof actor) => (await desk.find(job, reader))?.state;
    expect(await Promise.all(others.map(found))).toEqual(others.map(() => undefined));
    expect(await found({ ...asker, roles: ['another role'] })).toBe('queued');
    await runAll();
    expect(await Promise.all(others.map(found))).toEqual(others.map(() => undefined));
    expect(await desk.find(job, asker)).toMatchObject({ result: { answered: 'secret of x' } });
  });

  it('differs in that from other jobs, which all callers of the tenant may follow', async () => {
    const job = await desk.enqueue('work');
    expect(await desk.find(job, systemPrincipal(actor.tenant, 'other'))).toEqual(job);
  });

  it('is gone a quarter of an hour after it ended, with all that it said', async () => {
    const job = await desk.ask('ask', named('Initech'));
    const failing = await desk.ask('fail', named('Initrode'));
    clock.advance(60 * MINUTE);
    await runAll();
    await runDueJobs(desk.options(handler('fail', () => Promise.reject(new Error('no')), 1)));
    clock.advance(15 * MINUTE - 1);
    await runAll();
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded' });
    expect(await desk.find(failing)).toMatchObject({ state: 'failed' });
    expect(await kept()).toContain('secret of Initech');
    clock.advance(1);
    // Whether or not a worker has removed it already.
    expect([await desk.find(job), await desk.find(failing)]).toEqual([undefined, undefined]);
    await runAll();
    expect(await kept()).toBe('');
  });

  it('waits for its answer however long that takes', async () => {
    const job = await desk.ask('ask');
    clock.advance(24 * 60 * MINUTE);
    await runDueJobs(desk.options());
    expect(await desk.find(job)).toMatchObject({ state: 'queued' });
  });

  it('is removed by a worker, which leaves other jobs where they are', async () => {
    const job = await desk.enqueue('work', named('lasting'));
    await desk.ask('ask', named('passing'));
    await runAll();
    clock.advance(15 * MINUTE);
    const worker = startJobWorker(desk.options());
    await desk.ticker.tick();
    await worker.stop();
    expect(await kept()).toContain('lasting');
    expect(await kept()).not.toContain('passing');
    clock.advance(365 * 24 * 60 * MINUTE);
    await runAll();
    expect(await desk.find(job)).toMatchObject({ state: 'succeeded', result: 'done' });
  });

  it('is the same job for the same question of the same caller while that waits', async () => {
    const first = await desk.ask('ask', { input: { a: 1, b: 2 } });
    const again = await desk.ask('ask', { input: { b: 2, a: 1 } });
    expect(again).toEqual(first);
    const others = [
      await desk.ask('ask', { input: { a: 1, b: 3 } }),
      await desk.ask('another', { input: { a: 1, b: 2 } }),
      await desk.ask('ask', { input: { a: 1, b: 2 }, actor: { ...actor, subject: 'sam' } }),
      await desk.ask('ask', { input: { a: 1, b: 2 }, actor: { ...actor, clientId: 'crm' } }),
    ];
    expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(5);
  });

  it('is another job when it was answered: the answer may be another by now', async () => {
    const first = await desk.ask('ask');
    await runAll();
    const again = await desk.ask('ask');
    expect(again).toMatchObject({ state: 'queued' });
    expect(again.id).not.toBe(first.id);
  });

  it('is not taken on where twenty of the tenant wait; others may ask', async () => {
    const asked = [];
    for (let at = 0; at < MOST_WAITING; at += 1) asked.push(await desk.ask('ask', named(at)));
    await expect(desk.ask('ask', named('one more'))).rejects.toMatchObject({
      code: 'TOO_MANY_QUESTIONS',
      kind: 'unavailable',
      details: { retryAfterSeconds: 5 },
    });
    expect(await desk.ask('ask', named(0))).toEqual(asked[0]);
    await desk.enqueue('work');
    const globex = systemPrincipal(tenantId('globex'), 'test');
    await database.db.withTenant(globex.tenant, 'write', (tx) =>
      enqueueQuestion(tx, { type: 'ask', input: {}, actor: globex }),
    );
    await runAll();
    expect(await desk.ask('ask', named('one more'))).toMatchObject({ state: 'queued' });
  });

  it('lets all other work that is due go first', async () => {
    const order: string[] = [];
    const noting = (type: string) => handler(type, async ({ input }) => order.push(`${type} ${input.name}`));
    await desk.ask('ask', named(1));
    await desk.ask('ask', named(2));
    clock.advance(MINUTE);
    await desk.enqueue('work', named(1));
    await desk.enqueue('work', named(2));
    await runDueJobs(desk.options(noting('ask'), noting('work')));
    expect(order).toEqual(['work 1', 'work 2', 'ask 1', 'ask 2']);
  });
});

describeOnPostgres('questions that are asked at the same time, of several processes', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let database: TestDatabase;
  let processes: ReturnType<typeof jobDesk>[];
  let close: () => Promise<unknown>;

  beforeEach(async () => {
    database = await engine.open({ migrations: [], clock });
    const pools = [1, 2].map(() => openPostgres({ url: database.url as string, clock, poolSize: 5 }));
    processes = [database.db, ...pools].map((on) => jobDesk(on, clock));
    close = () => Promise.all(pools.map((pool) => pool.close()));
  });
  afterEach(async () => {
    await close();
    await database.close();
  });

  const askAll = (input: (at: number) => { readonly name: string }) =>
    Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => at).flatMap((at) =>
        processes.map((desk, which) => desk.ask('ask', { input: input(at * 3 + which) })),
      ),
    );

  it('are one job where they are the same', async () => {
    const answers = await askAll(() => ({ name: 'same' }));
    const ids = answers.map((settled) => settled.status === 'fulfilled' && settled.value.id);
    expect(new Set(ids)).toEqual(new Set([expect.any(String)]));
  });

  it('are no more than may wait where they are not', async () => {
    const answers = await askAll((at) => ({ name: `${at}` }));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_WAITING);
  });
});
