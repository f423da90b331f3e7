import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { nextNumber } from './number-sequence.ts';

describeOnEachEngine('numbers that people read', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  const next = (tenant: string, kind: string) =>
    database.db.withTenant(tenantId(tenant), 'write', (tx) => nextNumber(tx, kind));

  it('count up per tenant and kind, and say their year', async () => {
    expect(await next('acme', 'Q')).toBe('Q-2026-000001');
    expect(await next('acme', 'Q')).toBe('Q-2026-000002');
    expect(await next('acme', 'ORD')).toBe('ORD-2026-000001');
    expect(await next('globex', 'Q')).toBe('Q-2026-000001');
  });

  it('start again with the UTC year', async () => {
    clock.setWall('2026-12-31T23:59:59.999Z');
    expect(await next('yearly', 'Q')).toBe('Q-2026-000001');
    clock.setWall('2027-01-01T00:00:00.000Z');
    expect(await next('yearly', 'Q')).toBe('Q-2027-000001');
  });

  it('leave no gap when a transaction is rolled back', async () => {
    const undone = database.db.withTenant(tenantId('gapless'), 'write', async (tx) => {
      await nextNumber(tx, 'Q');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await next('gapless', 'Q')).toMatch(/-000001$/);
  });

  it('grow beyond six digits', async () => {
    await database.db.asOwner((session) =>
      session.script(`begin; set local role qw_app; set local app.tenant_id = 'large';
        insert into platform.number_sequence values ('large', 'Q', 2027, 999999); commit`),
    );
    expect(await next('large', 'Q')).toBe('Q-2027-1000000');
  });

  it('are never given twice, however many ask at once', async () => {
    const numbers = await Promise.all(Array.from({ length: 40 }, () => next('busy', 'Q')));
    expect(new Set(numbers).size).toBe(40);
    expect(numbers.toSorted().at(-1)).toMatch(/-000040$/);
  });
});
