import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { listAudit } from '@quotewright/platform/audit';
import { systemPrincipal } from '@quotewright/platform/auth';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aTenantConfig, type RunningTenancy, runTenancy } from '../testing/index.ts';
import type { CreateTenant } from './create-tenant.ts';

const clock = new ManualClock('2026-03-01T09:30:00.000Z');

describeOnPostgres('creating a tenant', (engine) => {
  let running: RunningTenancy;
  const inTenant = <T>(id: string, work: (tx: Tx) => Promise<T>) =>
    running.database.db.withTenant(tenantId(id), 'write', work);
  const create = (id: string, command: CreateTenant) =>
    inTenant(id, (tx) => running.tenancy.createTenant(tx, systemPrincipal(tx.tenant, 'seed'), command));

  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: [], clock });
  });
  afterAll(() => running.close());

  it('starts with version 1 of its policy, configuration and flags', async () => {
    const settings = { timeZone: 'Europe/Warsaw', defaultCurrency: 'PLN' };
    const tenant = await create('acme', { name: 'Acme', settings, flags: { 'new-editor': true } });
    expect(tenant).toEqual({
      id: 'acme',
      name: 'Acme',
      state: 'active',
      createdAt: '2026-03-01T09:30:00.000Z',
    });
    await inTenant('acme', async (tx) => {
      const { api, findTenant } = running.tenancy;
      expect(await findTenant(tx)).toEqual(tenant);
      expect(await api.tenantConfig(tx)).toEqual(aTenantConfig(settings));
      expect(await api.featureFlags(tx)).toEqual({ version: 1, flags: { 'new-editor': true } });
    });
    const admin = { tenant: tenantId('acme'), subject: 'boss', roles: ['admin'] };
    await expect(running.tenancy.authorizer.authorize(admin, 'tenant:write', 'change')).resolves.toBe('all');
  });

  it('says so in the audit trail and in events', async () => {
    await create('audited', { name: 'Audited' });
    await inTenant('audited', async (tx) => {
      const { items } = await listAudit(tx, {}, { limit: 10 });
      expect(items.map(({ action }) => action).sort()).toEqual([
        'authorizationPolicy.change',
        'featureFlags.change',
        'tenant.create',
        'tenantConfig.change',
      ]);
      const events = await queries<{ 'platform.outbox': { id: number; type: string } }>(tx)
        .selectFrom('platform.outbox')
        .select('type')
        .orderBy('id')
        .execute();
      expect(events.map(({ type }) => type)).toEqual([
        'TenantCreated',
        'AuthorizationPolicyChanged',
        'TenantConfigChanged',
        'TenantConfigChanged',
      ]);
    });
  });

  it('refuses a tenant that exists, and changes nothing', async () => {
    await create('twice', { name: 'First' });
    await expect(create('twice', { name: 'Second' })).rejects.toMatchObject({ code: 'TENANT_EXISTS' });
    expect(await inTenant('twice', running.tenancy.findTenant)).toMatchObject({ name: 'First' });
  });

  it('happens once when several try at the same time', async () => {
    const tries = await Promise.allSettled([1, 2, 3, 4].map((n) => create('raced', { name: `Try ${n}` })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await inTenant('raced', running.tenancy.api.tenantConfig)).toMatchObject({ version: 1 });
  });

  it('leaves nothing behind when its configuration is refused', async () => {
    const settings = { defaultCurrency: 'XXX' };
    await expect(create('broken', { name: 'Broken', settings })).rejects.toMatchObject({
      code: 'TENANT_CONFIG_INVALID',
      details: { errors: [{ pointer: '/defaultCurrency' }] },
    });
    expect(await inTenant('broken', running.tenancy.findTenant)).toBeUndefined();
  });

  it('knows the installation it belongs to', async () => {
    const installation = await inTenant('acme', running.tenancy.api.installation);
    expect(installation.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(installation.truthEpoch).toBe(1);
  });
});
