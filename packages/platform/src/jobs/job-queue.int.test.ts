import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { actor, handler, jobDesk } from './fixtures/job-desk.ts';
import { enqueueJob, findJob, runDueJobs } from './index.ts';

describeOnEachEngine('the job queue', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let database: TestDatabase;
  let desk: ReturnType<typeof jobDesk>;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    desk = jobDesk(database.db, clock);
  });
  afterAll(() => database.close());

  it('shows a new job as queued', async () => {
    const job = await desk.enqueue('shown');
    expect(job).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'shown',
      state: 'queued',
      progress: { done: 0, total: 0, unit: '' },
      createdAt: '2026-03-01T09:30:00.000Z',
    });
    expect(await desk.find(job)).toEqual(job);
  });

  it('takes a job exactly when the rest of the transaction is committed', async () => {
    let id = '';
    const undone = database.db.withTenant(actor.tenant, 'write', async (tx) => {
      id = (await enqueueJob(tx, { type: 'undone', input: {}, actor })).id;
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await desk.find({ id })).toBeUndefined();
    expect(await runDueJobs(desk.options(handler('undone', async () => null)))).toBe(0);
  });

  it('hides the jobs of other tenants, and knows no malformed id', async () => {
    const job = await desk.enqueue('hidden');
    const found = database.db.withTenant(tenantId('globex'), 'read', (tx) => findJob(tx, job.id, actor));
    expect(await found).toBeUndefined();
    for (const id of ['', 'x', "' or 1=1", `${job.id}0`]) expect(await desk.find({ id })).toBeUndefined();
  });

  it('gives a job its input, tenant and actor as they were given', async () => {
    const name = 'a "name" with \u0000, € and \ud800';
    const { id } = await desk.enqueue('given', {
      input: { name },
      actor: { ...actor, roles: ['admin'], clientId: 'crm' },
    });
    const seen: unknown[] = [];
    await runDueJobs(
      desk.options(
        handler('given', async (job) => {
          seen.push({
            id: job.id,
            tenant: job.tenant,
            actor: job.actor,
            input: job.input,
            attempt: job.attempt,
          });
          return { echo: job.input.name };
        }),
      ),
    );
    const givenActor = { tenant: 'acme', subject: 'system:test', roles: ['admin'], clientId: 'crm' };
    expect(seen).toEqual([{ id, tenant: 'acme', actor: givenActor, input: { name }, attempt: 1 }]);
    expect(await desk.find({ id })).toMatchObject({ state: 'succeeded', result: { echo: name } });
  });
});
