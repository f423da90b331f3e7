import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningTenancy, runTenancy } from '../testing/index.ts';

describeOnPostgres('authorization', (engine) => {
  let running: RunningTenancy;
  const asks = (tenant: string, subject: string, ...roles: string[]) =>
    running.tenancy.authorizer.authorize({ tenant: tenantId(tenant), subject, roles }, 'tenant:read', 'read');
  const admin = { tenant: 'acme', subject: 'boss', roles: ['admin'] };

  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: ['acme', 'globex', 'sleepy'] });
  });
  afterAll(() => running.close());

  it('allows what a role in the token is granted', async () => {
    await expect(asks('acme', 'anybody', 'admin')).resolves.toBeUndefined();
  });

  it('refuses everything else and names the missing permission, not who has it', async () => {
    const refusal = {
      code: 'FORBIDDEN',
      kind: 'forbidden',
      message: 'this needs the permission "tenant:read"',
    };
    await expect(asks('acme', 'anybody', 'sales')).rejects.toMatchObject(refusal);
    await expect(asks('acme', 'anybody')).rejects.toMatchObject(refusal);
    await expect(asks('acme', 'anybody', '__proto__', 'constructor', "admin'--")).rejects.toMatchObject(
      refusal,
    );
  });

  it('refuses a tenant that does not exist', async () => {
    await expect(asks('nowhere', 'anybody', 'admin')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' });
  });

  it('refuses everybody of a suspended tenant until it works again', async () => {
    const setState = (state: 'active' | 'suspended') =>
      running.database.db.withTenant(tenantId('sleepy'), 'write', (tx) =>
        running.tenancy.changeTenantState(tx, systemPrincipal(tx.tenant, 'cli'), { state, reason: 'unpaid' }),
      );
    await setState('suspended');
    await expect(asks('sleepy', 'boss', 'admin')).rejects.toMatchObject({ code: 'TENANT_SUSPENDED' });
    await setState('active');
    await expect(asks('sleepy', 'boss', 'admin')).resolves.toBeUndefined();
  });

  it('refuses a suspended user from the next request on, in that tenant only', async () => {
    const body = { subject: 'mallory', name: 'Mallory', roles: ['admin'] };
    await running.server.request('POST', '/admin/users', { as: admin, body });
    await expect(asks('acme', 'mallory', 'admin')).resolves.toBeUndefined();
    const { status } = await running.server.request('PATCH', '/admin/users/mallory', {
      as: admin,
      body: { state: 'suspended' },
      headers: { 'if-match': '"1"' },
    });
    expect(status).toBe(200);
    await expect(asks('acme', 'mallory', 'admin')).rejects.toMatchObject({ code: 'USER_SUSPENDED' });
    await expect(asks('globex', 'mallory', 'admin')).resolves.toBeUndefined();
  });

  it('follows a new policy at once', async () => {
    const path = '/admin/authorization/policies';
    const { json } = await running.server.request('GET', path, { as: admin });
    const roles = { ...json.roles, auditor: ['tenant:read'] };
    await expect(asks('acme', 'anybody', 'auditor')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const put = await running.server.request('PUT', path, {
      as: admin,
      body: { roles },
      headers: { 'if-match': '"1"' },
    });
    expect(put.status).toBe(200);
    await expect(asks('acme', 'anybody', 'auditor')).resolves.toBeUndefined();
    await expect(asks('globex', 'anybody', 'auditor')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
