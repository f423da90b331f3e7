import { canonicalJson } from '@quotewright/kernel';
import { describeOnPostgres, type TestServer, testServer } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PricingModule } from '../module.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { openPriceNodes, type PriceNodes } from '../testing/price-nodes.ts';
import { actor, PRICING_MANAGER, SALES } from '../testing/pricing-workbench.ts';

/** Results that one process computes at a time. */
const PLACES = 8;
/** Who computes beside them, and who may wait for that. */
const PATIENT = 2 + 50;

const gate = vi.hoisted(() => ({
  /** Reads of these wait. */
  isClosedFor: (_offeringId: string): boolean => false,
  waiting: [] as (() => void)[],
}));

// Whoever reads what the index says about a slow offering waits until the test lets them.
vi.mock('../adapters/price-index.pg.ts', async (original) => {
  const actual = await original<typeof import('../adapters/price-index.pg.ts')>();
  const { pgPriceIndex } = actual;
  return {
    ...actual,
    pgPriceIndex: {
      ...pgPriceIndex,
      async read(...asked: Parameters<typeof pgPriceIndex.read>) {
        if (asked[2].some(gate.isClosedFor)) await new Promise<void>((open) => gate.waiting.push(open));
        return pgPriceIndex.read(...asked);
      },
    } satisfies typeof pgPriceIndex,
  };
});

const SLOW = Array.from({ length: PLACES }, (_, at) => `slow-${at}`);
const FAST = ['seat', 'chair', 'desk', 'lamp'];

describeOnPostgres('POST /quotes/price where much is computed', (engine) => {
  let nodes: PriceNodes;
  let pricing: PricingModule;
  let server: TestServer;
  let held: Promise<unknown>[];
  let quantity = 0;
  // A store of its own for each: what was let go by one test would be a copy in the next.
  beforeEach(async () => {
    held = [];
    nodes = await openPriceNodes(engine, { offerings: [...SLOW, ...FAST], isImpatient: true });
    await nodes.bench.publish(priceListDocument([...SLOW, ...FAST].map((id) => unitPrice(id, '10'))));
    ({ pricing } = await nodes.open());
    const { db: database, clock } = nodes.bench;
    server = await testServer({ modules: [pricing], database, clock });
    // From now on this process has the rules of the list, and need not read them.
    await simulate('seat');
  });
  afterEach(async () => {
    release();
    await Promise.all(held);
    await server.close();
    await nodes.close();
  });

  const bodyOf = (offeringId: string) => ({ lines: [{ id: '1', offeringId, quantity: `${quantity}` }] });
  const ask = (path: string, body: object) => server.request('POST', path, { as: SALES, body });
  function simulate(offeringId: string) {
    quantity += 1;
    return ask('/quotes/price', bodyOf(offeringId));
  }
  function release(): void {
    gate.isClosedFor = () => false;
    for (const open of gate.waiting.splice(0)) open();
  }
  /** All places are taken until they are released. */
  async function occupy(): Promise<void> {
    gate.isClosedFor = (id) => SLOW.includes(id);
    held = SLOW.map(simulate);
    await expect.poll(() => gate.waiting.length).toBe(PLACES);
  }

  it('says how it came to the price: computed, and then a copy', async () => {
    const computed = await simulate('seat');
    expect(computed.json.source).toBe('computed');
    expect(computed.headers['cache-status']).toContain('key=pricing.result; fwd=miss; stored');
    const copied = await ask('/quotes/price', bodyOf('seat'));
    expect(copied.json).toMatchObject({ source: 'copy', computedAt: computed.json.computedAt });
    expect(copied.headers['cache-status']).toMatch(/key=pricing\.result; hit; detail=l1; age=\d+/);
  });

  it('has the price computed by a job, which says what the endpoint says', async () => {
    await occupy();
    const busy = await simulate('chair');
    const body = bodyOf('chair');
    expect([busy.status, busy.json.type]).toEqual([202, 'pricing.simulate-price']);
    const { state, result } = await nodes.bench.finished(busy.headers['location'], SALES);
    expect(state).toBe('succeeded');
    release();
    const { status, json } = await ask('/quotes/price', body);
    expect(status).toBe(200);
    for (const part of ['input', 'inputHash', 'priceHash', 'result'])
      expect(canonicalJson(result[part]), part).toBe(canonicalJson(json[part]));
    expect(
      Object.keys(result)
        .filter((name) => name !== 'copyKey')
        .sort(),
    ).toEqual(
      Object.keys(json)
        .filter((name) => name !== 'copyKey')
        .sort(),
    );
  });

  it('shows the job to who asked, and to nobody else of the tenant', async () => {
    await occupy();
    const { headers } = await simulate('chair');
    const { state } = await nodes.bench.finished(headers['location'], SALES);
    const foreign = await nodes.bench.finished(headers['location'], PRICING_MANAGER);
    expect([state, foreign.status, foreign.result]).toEqual(['succeeded', 404, undefined]);
  });

  it('has one job for a question that is asked again while it waits', async () => {
    await occupy();
    const first = await simulate('chair');
    const again = await ask('/quotes/price', bodyOf('chair'));
    const another = await simulate('chair');
    expect([first.status, again.status, another.status]).toEqual([202, 202, 202]);
    expect(again.json.id).toBe(first.json.id);
    expect(another.json.id).not.toBe(first.json.id);
  });

  it('answers at once, however busy, what has a copy already', async () => {
    const before = await simulate('desk');
    const body = bodyOf('desk');
    await occupy();
    const { status, json } = await ask('/quotes/price', body);
    expect([status, json.source, json.priceHash]).toEqual([200, 'copy', before.json.priceHash]);
  });

  it('compares by computing beside what others compute', async () => {
    await occupy();
    quantity += 1;
    const sides = { before: bodyOf('desk'), after: bodyOf('lamp') };
    const compared = await ask('/quotes/price/compare', sides);
    expect(compared.status).toBe(200);
    release();
    await Promise.all(held);
    const { json } = await ask('/quotes/price', sides.before);
    expect(compared.json.before.priceHash).toBe(json.priceHash);
  });

  it('refuses comparisons when too many wait, and says when to come again', async () => {
    await occupy();
    quantity += 1;
    const slow = bodyOf(SLOW[0] as string);
    const callers = Array.from({ length: PATIENT + 1 }, () =>
      ask('/quotes/price/compare', { before: slow, after: slow }),
    );
    const refused = await Promise.race(callers);
    expect(refused.json).toMatchObject({ status: 503, code: 'PRICING_BUSY' });
    expect(refused.headers['retry-after']).toBe('2');
    release();
    const answers = await Promise.all(callers);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(PATIENT);
  });

  it('computes nothing for a job that has to stop: it is tried again elsewhere', async () => {
    await occupy();
    quantity += 1;
    const job = pricing.jobs.find(({ type }) => type === 'pricing.simulate-price');
    const stopped = job?.run({
      id: '1',
      tenant: actor.tenant,
      actor,
      input: { request: bodyOf('chair') },
      attempt: 1,
      signal: AbortSignal.abort(),
      progress: () => {},
    });
    await expect(stopped).rejects.toMatchObject({ code: 'PRICING_BUSY', kind: 'unavailable' });
  });

  it('says in its description that it may be a job', async () => {
    const { json } = await server.request('GET', '//openapi.json');
    const { responses } = json.paths['/api/v1/quotes/price'].post;
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '202']));
    expect(JSON.stringify(responses['202'])).toContain('Job');
  });
});
