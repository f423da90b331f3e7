import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock, type TenantId, tenantId } from '@quotewright/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemPrincipal } from '../auth/index.ts';
import { createMetrics } from '../telemetry/index.ts';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { overrideCircuit } from './circuit-overrides.ts';
import { type ExternalClient, externalSystems } from './index.ts';

const [ACME, GLOBEX] = [tenantId('acme'), tenantId('globex')];
const CIRCUIT = 'billing-core.health';
const DEADLINE = 1_000;

describeOnPostgres('a call while the database keeps the decisions of operators to itself', (engine) => {
  let ahead = 0;
  const clock: Clock = {
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + ahead,
  };
  let database: TestDatabase;
  let system: Server;
  let client: ExternalClient;
  let asked = 0;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    system = createServer((_, answer) => {
      asked += 1;
      answer.writeHead(204).end();
    });
    await new Promise<void>((resolve) => {
      system.listen(0, '127.0.0.1', resolve);
    });
    const systems = externalSystems({
      database: database.db,
      limits: { take: async () => ({ kind: 'admitted', source: 'unlimited', states: [] }) },
      clock,
      registry: createMetrics().registry,
    });
    client = systems.connect({
      name: 'billing-core',
      baseUrl: new URL(`http://127.0.0.1:${(system.address() as AddressInfo).port}`),
      operations: {
        health: {
          method: 'GET',
          path: '/health',
          repeatable: true,
          deadline: DEADLINE,
          attemptTimeout: DEADLINE,
          attempts: 1,
        },
      },
      throttle: { units: 100, window: 1_000, burst: 100, reserved: 0, tenantShare: 1 },
      breaker: { failureRate: 0.5, window: 10_000, atLeast: 2, reopenAfter: 600_000 },
      concurrency: 20,
      waiting: 5,
      maxAnswerBytes: 1_000,
    });
  });
  afterAll(async () => {
    await database.close();
    system.close();
  });

  const call = (tenant: TenantId) =>
    client.call('health', { tenant }).then(
      ({ status }) => status,
      (error: { readonly code: string }) => error.code,
    );

  const order = (position: 'open' | 'auto') =>
    database.db.withTenant(ACME, 'write', (tx) =>
      overrideCircuit(tx, systemPrincipal(ACME, 'test'), { circuit: CIRCUIT, position, reason: 'tried' }),
    );

  /** Whatever was read has to be read again. */
  const later = () => {
    ahead += 2_001;
  };

  /** The lock is not given back before the work has ended: what waits for it never ends. */
  async function blocked<T>(work: () => Promise<T>): Promise<T> {
    return database.db.asOwner(async (sql) => {
      await sql.query('begin');
      await sql.query('lock table platform.circuit_override in access exclusive mode');
      try {
        return await work();
      } finally {
        await sql.query('rollback');
      }
    });
  }

  const waitingForLock = () =>
    database.db.asOwner(async (sql) => {
      const { rows } = await sql.query(
        `select count(*) as waiting from pg_locks
         where not granted and relation = 'platform.circuit_override'::regclass`,
      );
      return Number(rows[0]?.['waiting']);
    });

  it('is sent before its deadline where nothing was decided, as far as is known', async () => {
    expect(await blocked(() => call(GLOBEX))).toBe(204);
    expect(asked).toBe(1);
  });

  it('is refused where it was decided so, as far as is known, and sent when that is over and can be read', async () => {
    await order('open');
    expect(await call(ACME)).toBe('CIRCUIT_OPEN');
    later();
    const before = asked;
    expect(await blocked(() => call(ACME))).toBe('CIRCUIT_OPEN');
    expect(asked).toBe(before);
    await order('auto');
    later();
    await expect.poll(() => call(ACME)).toBe(204);
  });

  it('does not ask again for what is still being asked', async () => {
    later();
    await blocked(async () => {
      await call(ACME);
      later();
      expect(await call(ACME)).toBe(204);
      expect(await waitingForLock()).toBe(1);
    });
  });
});
