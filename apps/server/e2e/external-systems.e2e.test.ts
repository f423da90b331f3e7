import { createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { freePort, type RedisService, startRedis } from '@quotewright/acceleration/testing';
import { newUuid, systemClock, tenantId } from '@quotewright/kernel';
import { type ExternalOperation, type ExternalSystem, externalSystems } from '@quotewright/platform/external';
import type { Database } from '@quotewright/platform/postgres';
import { createMetrics } from '@quotewright/platform/telemetry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedSystems, startSimulatedSystems } from './simulated-systems.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');

const once = { deadline: 3_000, attemptTimeout: 300, attempts: 6 } as const;
const DECLARED: Omit<ExternalSystem, 'name' | 'baseUrl'> = {
  operations: {
    activate: { ...once, method: 'POST', path: '/accounts/{accountId}/activations', repeatable: false },
    health: { ...once, method: 'GET', path: '/health', repeatable: true, attempts: 1 },
  },
  throttle: { units: 1_000, window: 1_000, burst: 1_000, reserved: 0, tenantShare: 1 },
  breaker: { failureRate: 0.9, window: 1_000, atLeast: 1_000, reopenAfter: 200 },
  concurrency: 20,
  waiting: 500,
  maxAnswerBytes: 10_000,
};

/** Nobody has decided anything about a circuit. */
const database: Pick<Database, 'withTenant'> = { withTenant: async () => new Map() as never };

describe('external systems that are unwell', () => {
  let systems: SimulatedSystems;
  let redis: RedisService;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    systems = await startSimulatedSystems();
    redis = await startRedis();
  });
  beforeEach(async () => {
    await redis.flush();
    await systems.billing.behave({
      latencyMs: 0,
      failureRate: 0,
      loseAnswers: 0,
      duplicates: 0,
      down: false,
    });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(async () => {
    await systems.stop();
    await redis.stop();
  });

  /** A process that calls billing-core: its own connections to Redis, its own circuits. */
  function caller(declared: Partial<typeof DECLARED> = {}) {
    const namespace = namespaceOf({ env: 'test', installationId: 'external', truthEpoch: 0 });
    const stores = redisStores({ cache: { mode: 'standalone', url: redis.url }, namespace });
    // A machine that is busy with other tests answers late: that is not what is looked at here.
    const deadline = 10_000;
    const layer = createAcceleration({ namespace, registry: createRegistry([]), stores, deadline });
    closing.push(async () => {
      await layer.close();
      await stores.close();
    });
    const all = externalSystems({
      database,
      limits: layer.limits,
      clock: systemClock,
      registry: createMetrics().registry,
    });
    const client = all.connect({
      name: 'billing-core',
      baseUrl: new URL(systems.billing.url),
      ...DECLARED,
      ...declared,
    });
    return { client, circuits: all.circuits, ready: () => stores.ready() };
  }
  const newActivation = (idempotencyKey?: string) => ({
    tenant: ACME,
    params: { accountId: newUuid() },
    body: { orderId: 'order' },
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });

  it('have each effect once, however often answers are lost and calls repeated', async () => {
    const { client } = caller();
    const before = await systems.billing.effects();
    await systems.billing.behave({ loseAnswers: 0.5, failureRate: 0.2 });
    const calls = Array.from({ length: 60 }, (_, index) =>
      client.call('activate', newActivation(`task-${newUuid()}-${index}`)),
    );
    const ended = await Promise.allSettled(calls);
    await systems.billing.behave({ loseAnswers: 0, failureRate: 0 });
    const after = await systems.billing.effects();
    const answered = ended.filter(({ status }) => status === 'fulfilled').length;
    expect(after.effects - before.effects).toBeLessThanOrEqual(calls.length);
    expect(after.effects - before.effects).toBeGreaterThanOrEqual(answered);
    expect(after.repeats).toBeGreaterThan(before.repeats);
  });

  it('that forget keys do it as often as they are asked, and the caller is told how often that was', async () => {
    const { activate, ...others } = DECLARED.operations;
    const patient = { deadline: 10_000, attemptTimeout: 10_000, attempts: 50 };
    const operations = { ...others, activate: { ...(activate as ExternalOperation), ...patient } };
    const { client } = caller({ operations });
    await systems.billing.behave({ loseAnswers: 1, duplicates: 1 });
    const before = await systems.billing.effects();
    const done = async () => (await systems.billing.effects()).effects - before.effects;
    const call = client.call('activate', newActivation('forgotten'));
    await expect.poll(done).toBeGreaterThan(0);
    await systems.billing.behave({ loseAnswers: 0 });
    const { attempts } = await call;
    expect(attempts).toBeGreaterThan(1);
    expect(await done()).toBe(attempts);
  });

  it('are not asked again for what has no key, and the caller is told that it may have happened', async () => {
    const { client } = caller();
    await systems.billing.behave({ loseAnswers: 1 });
    const before = await systems.billing.effects();
    await expect(client.call('activate', newActivation())).rejects.toMatchObject({
      code: 'EXTERNAL_UNAVAILABLE',
      details: { outcome: 'unknown' },
    });
    expect((await systems.billing.effects()).requests - before.requests).toBe(1);
  });

  it('that are not there have done nothing', async () => {
    const nowhere = new URL(`http://127.0.0.1:${await freePort()}`);
    const all = externalSystems({
      database,
      limits: { take: async () => ({ kind: 'admitted', source: 'unlimited', states: [] }) },
      clock: systemClock,
      registry: createMetrics().registry,
    });
    const client = all.connect({ name: 'nowhere', baseUrl: nowhere, ...DECLARED });
    await expect(client.call('health', { tenant: ACME })).rejects.toMatchObject({
      code: 'EXTERNAL_UNAVAILABLE',
      details: { outcome: 'none' },
    });
  });

  it('take no more places of the caller than they are given, however slow they are', async () => {
    const { client } = caller({ concurrency: 3, waiting: 3 });
    await systems.billing.behave({ latencyMs: 100 });
    const ended = await Promise.allSettled(
      Array.from({ length: 10 }, () => client.call('health', { tenant: ACME })),
    );
    const codes = ended.map((one) => (one.status === 'rejected' ? one.reason.code : 'answered'));
    expect(codes.filter((code) => code === 'answered')).toHaveLength(5);
    expect(codes.filter((code) => code === 'EXTERNAL_BUSY')).toHaveLength(5);
  });

  it('let nobody wait for a place longer than the call may take', async () => {
    const { health, ...others } = DECLARED.operations;
    const operations = { ...others, health: { ...(health as ExternalOperation), deadline: 150 } };
    const { client } = caller({ concurrency: 2, waiting: 3, operations });
    await systems.billing.behave({ latencyMs: 2_000 });
    const [first, second] = await Promise.allSettled([
      client.call('activate', newActivation('slow')),
      client.call('health', { tenant: ACME }),
    ]);
    expect(first).toMatchObject({ reason: { code: 'EXTERNAL_TIMEOUT', details: { outcome: 'unknown' } } });
    expect(second).toMatchObject({ reason: { code: 'EXTERNAL_TIMEOUT', details: { outcome: 'none' } } });
  });

  it('that refuse at last may have done it at first', async () => {
    const { client } = caller();
    const lost = newActivation('lost');
    await systems.billing.behave({ loseAnswers: 1 });
    const call = client.call('activate', { ...lost, body: {} });
    await expect(call).rejects.toMatchObject({ details: { outcome: 'unknown' } });
    await systems.billing.behave({ loseAnswers: 0 });
    await expect(client.call('activate', { ...newActivation(), body: {} })).rejects.toMatchObject({
      code: 'EXTERNAL_REFUSED',
      details: { outcome: 'none', status: 422 },
    });
  });

  it('that do not answer in time are given up, and may have done it', async () => {
    const { client } = caller();
    await systems.billing.behave({ latencyMs: 1_000 });
    await expect(client.call('activate', newActivation())).rejects.toMatchObject({
      code: 'EXTERNAL_TIMEOUT',
      details: { outcome: 'unknown' },
    });
  });

  it('are not called while their circuit is open, and are when they are well again', async () => {
    const { client, circuits } = caller({
      breaker: { failureRate: 0.5, window: 1_000, atLeast: 2, reopenAfter: 50 },
    });
    await systems.billing.behave({ failureRate: 1 });
    const refused: unknown[] = [];
    while (!refused.includes('CIRCUIT_OPEN')) {
      refused.push(
        await client.call('health', { tenant: ACME }).catch((error: { readonly code: string }) => error.code),
      );
    }
    const { requests } = await systems.billing.effects();
    expect(
      circuits()
        .find(({ id }) => id === 'billing-core.health')
        ?.view().position,
    ).toBe('open');
    await systems.billing.behave({ failureRate: 0 });
    let isWell = false;
    while (!isWell) {
      isWell = await client.call('health', { tenant: ACME }).then(
        () => true,
        () => false,
      );
    }
    expect((await systems.billing.effects()).requests).toBeGreaterThan(requests);
    expect(
      circuits()
        .find(({ id }) => id === 'billing-core.health')
        ?.view().position,
    ).toBe('closed');
  });

  it('are asked by two processes no more than they may be, and urgent calls find their reserve', async () => {
    const throttle = { units: 10, window: 60_000, burst: 10, reserved: 0.4, tenantShare: 1 };
    const [one, other] = [caller({ throttle }), caller({ throttle })];
    await Promise.all([one.ready(), other.ready()]);
    const before = await systems.billing.effects();
    const ordinary = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : other).client.call('health', { tenant: ACME }),
      ),
    );
    expect(ordinary.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    const urgent = await Promise.allSettled(
      Array.from({ length: 8 }, () => one.client.call('health', { tenant: ACME, priority: 'high' })),
    );
    expect(urgent.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect((await systems.billing.effects()).requests - before.requests).toBe(10);
  });

  it('are not used up by one tenant', async () => {
    const throttle = { units: 10, window: 60_000, burst: 10, reserved: 0, tenantShare: 0.5 };
    const { client, ready } = caller({ throttle });
    await ready();
    const flood = await Promise.allSettled(
      Array.from({ length: 20 }, () => client.call('health', { tenant: ACME })),
    );
    expect(flood.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await expect(client.call('health', { tenant: GLOBEX })).resolves.toMatchObject({ status: 200 });
  });
});
