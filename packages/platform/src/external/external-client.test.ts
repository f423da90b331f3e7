import { systemClock, tenantId } from '@quotewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingCore, type BillingCoreOptions, openBillingCore } from './fixtures/billing-core.ts';

const tenant = tenantId('acme');
const clock = systemClock;

/** Nobody has decided anything about a circuit. */
const database: BillingCoreOptions['database'] = { withTenant: async () => new Map() as never };

/** An answer that is asked for, and given when it is released. */
function heldAnswer() {
  const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    begun: begun.promise.then(() => 'sent'),
    release: () => released.resolve(),
    async answer() {
      begun.resolve();
      await released.promise;
      return 204;
    },
  };
}

describe('a client of an external system whose circuit is open', () => {
  let billing: BillingCore;
  let taken = 0;
  let answer: () => Promise<number>;
  beforeEach(async () => {
    taken = 0;
    answer = async () => 500;
    billing = await openBillingCore({
      database,
      clock,
      answer: () => answer(),
      limits: {
        async take() {
          taken += 1;
          return { kind: 'admitted', source: 'unlimited', states: [] };
        },
      },
      random: () => 0,
      declared: { breaker: { failureRate: 0.5, window: 1_000, atLeast: 2, reopenAfter: 200 } },
    });
    while ((await call()) !== 'CIRCUIT_OPEN');
  });
  afterEach(() => billing.close());

  const call = (signal = new AbortController().signal) => billing.call(tenant, { signal });

  /** Calls until one is sent to see; what comes of that one. */
  async function probe(begun: Promise<string>, signal?: AbortSignal) {
    let sent: ReturnType<typeof call> | undefined;
    await expect
      .poll(() => {
        sent = call(signal);
        return Promise.race([begun, sent]);
      })
      .toBe('sent');
    return { outcome: sent };
  }

  it('takes nothing from those who send', async () => {
    const sent = billing.asked.length;
    expect(sent).toBeGreaterThan(1);
    expect(taken).toBe(sent);
  });

  it('sends one call to see; the others hear at once that it is not called, and count for nothing', async () => {
    const held = heldAnswer();
    answer = held.answer;
    const { outcome } = await probe(held.begun);
    const before = [billing.asked.length, taken];
    expect(await Promise.all([call(), call(), call()])).toEqual(Array(3).fill('CIRCUIT_OPEN'));
    expect([billing.asked.length, taken]).toEqual(before);
    held.release();
    expect(await outcome).toBe(204);
    expect(await call()).toBe(204);
  });

  it('has learned nothing from a call to see whose caller has left', async () => {
    const held = heldAnswer();
    answer = held.answer;
    const caller = new AbortController();
    const { outcome } = await probe(held.begun, caller.signal);
    caller.abort();
    expect(await outcome).toBe('EXTERNAL_TIMEOUT');
    expect(billing.systems.circuits().map((circuit) => circuit.view().position)).toEqual(['open']);
    held.release();
  });
});

describe('a client of an external system all of whose places are taken', () => {
  let billing: BillingCore;
  let held: ReturnType<typeof heldAnswer>;
  let first: Promise<number | string>;
  beforeEach(async () => {
    held = heldAnswer();
    billing = await openBillingCore({
      database,
      clock,
      answer: held.answer,
      health: { deadline: 3_600_000, attemptTimeout: 3_600_000 },
      // One for whoever is urgent, one for the others.
      declared: { concurrency: 2, waiting: 1 },
    });
    first = billing.call(tenant);
    await held.begun;
  });
  afterEach(() => billing.close());

  it('lets nobody wait who has left, and gives the place to wait to another', async () => {
    const caller = new AbortController();
    const leaving = billing.call(tenant, { signal: caller.signal });
    expect(await billing.call(tenant)).toBe('EXTERNAL_BUSY');
    caller.abort();
    expect(await leaving).toBe('EXTERNAL_TIMEOUT');
    const next = billing.call(tenant);
    held.release();
    expect(await Promise.all([first, next])).toEqual([204, 204]);
    expect(billing.asked).toHaveLength(2);
  });
});

describe('the values of a path', () => {
  let billing: BillingCore;
  beforeEach(async () => {
    billing = await openBillingCore({
      database,
      clock,
      health: { path: '/accounts/{accountId}/health' },
    });
  });
  afterEach(() => billing.close());

  const health = (accountId: string) => billing.call(tenant, { params: { accountId } });

  it('stay in their place, whatever is in them', async () => {
    for (const value of ['a/b', '../..', '...', '%2e%2e', 'a?b#c']) expect(await health(value)).toBe(204);
    expect(billing.asked).toEqual(
      ['a%2Fb', '..%2F..', '...', '%252e%252e', 'a%3Fb%23c'].map((value) => `/accounts/${value}/health`),
    );
  });

  it.each(['', '.', '..'])('are not "%s", which is no place', async (value) => {
    await expect(health(value)).rejects.toThrow('/accounts/{accountId}/health needs accountId');
    expect(billing.asked).toEqual([]);
  });
});
