import { tenantId } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningTenancy, runTenancy } from '../testing/index.ts';

describeOnPostgres("a tenant's name", (engine) => {
  let running: RunningTenancy;
  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: ['acme', 'globex'] });
  });
  afterAll(() => running.close());

  const nameOf = (tenant: string) =>
    running.database.db.withTenant(tenantId(tenant), 'read', (tx) => running.tenancy.api.tenantName(tx));

  it('is what it was created with', async () => {
    expect(await nameOf('acme')).toBe('The acme company');
    expect(await nameOf('globex')).toBe('The globex company');
  });

  it('is unknown where the tenant was never created', async () => {
    await expect(nameOf('nowhere')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' });
  });
});
