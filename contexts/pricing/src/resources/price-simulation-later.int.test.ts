import { runDueJobs } from '@quotewright/platform/jobs';
import { createLogger } from '@quotewright/platform/telemetry';
import { describeOnEachEngine, type TestServer, testServer } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { openWorkbench, PRICING_MANAGER, SALES, type Workbench } from '../testing/pricing-workbench.ts';
import { priceSimulationRoutes } from './price-simulation.resource.ts';

const MINUTE = 60_000;
const MOST_WAITING = 20;
const REASON = 'their uncle owns the ship';
const AMOUNT = '123.45';

const line = { id: '1', offeringId: 'seat', quantity: '1' };
const DISCOUNTED = {
  lines: [
    {
      ...line,
      manualAdjustments: [{ adjustment: { type: 'percent', value: '-10' }, reason: REASON }],
    },
  ],
};

describeOnEachEngine('a price that is asked for at a busy moment', (engine) => {
  let bench: Workbench;
  let server: TestServer;
  beforeEach(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    await bench.publish(priceListDocument([unitPrice('seat', AMOUNT)]));
    const { db: database, clock, pricing } = bench;
    const routes = priceSimulationRoutes({ inReach: async () => {}, simulate: async () => 'busy' });
    const busy = { ...pricing, routes };
    server = await testServer({ modules: [busy], database, clock });
  });
  afterEach(async () => {
    await server.close();
    await bench.close();
  });

  const ask = (body: object = DISCOUNTED, as: object = SALES) =>
    server.request('POST', '/quotes/price', { as: { ...SALES, ...as }, body });
  const follow = (job: { readonly id: string }, as: object = SALES) =>
    server.request('GET', `/jobs/${job.id}`, { as: { ...SALES, ...as } });
  const work = () =>
    runDueJobs({
      database: bench.db,
      handlers: bench.pricing.jobs,
      clock: bench.clock,
      log: createLogger({ level: 'silent', format: 'json' }),
    });
  /** All that is kept of jobs, as text; the imported price list is one, too. */
  const kept = async () => {
    const { rows } = await bench.db.asOwner((session) =>
      session.query("select job::text as text from platform.job where type = 'pricing.simulate-price'"),
    );
    return rows.map(({ text }) => text).join('\n');
  };

  it('is a job that nobody else can see', async () => {
    const { status, json: job } = await ask(DISCOUNTED, { clientId: 'crm' });
    expect(status).toBe(202);
    await work();
    const mine = await follow(job, { clientId: 'crm' });
    expect(mine.json).toMatchObject({ state: 'succeeded', result: { source: 'computed' } });
    expect(mine.text).toContain(REASON);
    const others = [
      SALES,
      { clientId: 'shop' },
      { ...PRICING_MANAGER, clientId: 'crm' },
      { roles: ['admin'] },
    ];
    for (const other of others)
      expect((await follow(job, other)).json).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await follow(job, { clientId: 'crm', roles: ['partner'] })).status).toBe(200);
  });

  it('is not kept: neither amounts nor reasons are found where the jobs are, a quarter of an hour later', async () => {
    const { json: job } = await ask();
    await work();
    for (const secret of [REASON, AMOUNT]) expect(await kept()).toContain(secret);
    bench.clock.advance(15 * MINUTE);
    expect((await follow(job)).status).toBe(404);
    await work();
    for (const secret of [REASON, AMOUNT, job.id]) expect(await kept()).not.toContain(secret);
    expect((await follow(job)).status).toBe(404);
  });

  it('is one job, however often it is asked for, until it was answered', async () => {
    const jobs = await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(new Set(jobs.map(({ status, json }) => `${status} ${json.id}`)).size).toBe(1);
    const other = await ask(DISCOUNTED, { subject: 'sue' });
    expect(other.json.id).not.toBe(jobs[0]?.json.id);
    await work();
    expect((await ask()).json).toMatchObject({ state: 'queued' });
  });

  it('is refused where too many of the tenant wait, with the time to come again', async () => {
    for (let quantity = 1; quantity <= MOST_WAITING; quantity += 1)
      expect((await ask({ lines: [{ ...line, quantity: `${quantity}` }] })).status).toBe(202);
    const refused = await ask();
    expect(refused.json).toMatchObject({ status: 503, code: 'TOO_MANY_QUESTIONS' });
    expect(refused.headers['retry-after']).toBe('5');
    await work();
    expect((await ask()).status).toBe(202);
  });
});
