import { type Clock, systemClock, type TenantId, tenantId } from '@quotewright/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemPrincipal } from '../auth/index.ts';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { overrideCircuit } from './circuit-overrides.ts';
import { type BillingCore, openBillingCore } from './fixtures/billing-core.ts';

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
  let billing: BillingCore;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    const health = { deadline: DEADLINE, attemptTimeout: DEADLINE };
    billing = await openBillingCore({ database: database.db, clock, health });
  });
  afterAll(async () => {
    await billing.close();
    await database.close();
  });

  const call = (tenant: TenantId) => billing.call(tenant);

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
    expect(billing.asked).toHaveLength(1);
  });

  it('is refused where it was decided so, as far as is known, and sent when that is over and can be read', async () => {
    await order('open');
    expect(await call(ACME)).toBe('CIRCUIT_OPEN');
    later();
    const before = billing.asked.length;
    expect(await blocked(() => call(ACME))).toBe('CIRCUIT_OPEN');
    expect(billing.asked).toHaveLength(before);
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
