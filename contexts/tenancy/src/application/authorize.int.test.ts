import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    await expect(asks('acme', 'anybody', 'admin')).resolves.toBe('all');
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
    await expect(asks('sleepy', 'boss', 'admin')).resolves.toBe('all');
  });

  it('refuses a suspended user from the next request on, in that tenant only', async () => {
    const body = { subject: 'mallory', name: 'Mallory', roles: ['admin'] };
    await running.server.request('POST', '/admin/users', { as: admin, body });
    await expect(asks('acme', 'mallory', 'admin')).resolves.toBe('all');
    const { status } = await running.server.request('PATCH', '/admin/users/mallory', {
      as: admin,
      body: { state: 'suspended' },
      headers: { 'if-match': '"1"' },
    });
    expect(status).toBe(200);
    await expect(asks('acme', 'mallory', 'admin')).rejects.toMatchObject({ code: 'USER_SUSPENDED' });
    await expect(asks('globex', 'mallory', 'admin')).resolves.toBe('all');
  });

  it('follows a new policy at once', async () => {
    const path = '/admin/authorization/policies';
    const { json } = await running.server.request('GET', path, { as: admin });
    const roles = { ...json.roles, auditor: ['tenant:read'] };
    await expect(asks('acme', 'anybody', 'auditor')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const put = await running.server.request('PUT', path, {
      as: admin,
      body: { roles, reach: { auditor: 'all' } },
      headers: { 'if-match': '"1"' },
    });
    expect(put.status).toBe(200);
    await expect(asks('acme', 'anybody', 'auditor')).resolves.toBe('all');
    await expect(asks('globex', 'anybody', 'auditor')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  describe('of a role that reaches its team', () => {
    const path = '/admin/authorization/policies';
    beforeAll(async () => {
      for (const [subject, managerSubject] of [
        ['head'],
        ['lead', 'head'],
        ['ana', 'lead'],
        ['bob', 'lead'],
        ['other'],
      ]) {
        const body = {
          subject,
          name: subject,
          roles: [],
          ...(managerSubject !== undefined && { managerSubject }),
        };
        await running.server.request('POST', '/admin/users', { as: admin, body });
      }
      const { json, headers } = await running.server.request('GET', path, { as: admin });
      const roles = { ...json.roles, seller: ['tenant:read'], chief: ['tenant:read'] };
      const put = await running.server.request('PUT', path, {
        as: admin,
        body: { roles, reach: { seller: 'own', chief: 'team' } },
        headers: { 'if-match': headers['etag'] ?? '' },
      });
      if (put.status !== 200) throw new Error(put.text);
    });

    it('is the subject and everybody who reports to them, directly or not', async () => {
      await expect(asks('acme', 'head', 'chief')).resolves.toEqual({
        owners: ['head', 'lead', 'ana', 'bob'],
      });
      await expect(asks('acme', 'lead', 'chief')).resolves.toEqual({ owners: ['lead', 'ana', 'bob'] });
      await expect(asks('acme', 'ana', 'chief')).resolves.toEqual({ owners: ['ana'] });
    });

    it('is the subject alone where the role reaches its own', async () => {
      await expect(asks('acme', 'head', 'seller')).resolves.toEqual({ owners: ['head'] });
      await expect(asks('acme', 'head', 'seller', 'chief')).resolves.toMatchObject({
        owners: expect.arrayContaining(['bob']),
      });
    });

    it('follows the hierarchy at once', async () => {
      const moved = await running.server.request('PATCH', '/admin/users/bob', {
        as: admin,
        body: { managerSubject: 'other' },
        headers: { 'if-match': '"1"' },
      });
      expect(moved.status).toBe(200);
      await expect(asks('acme', 'head', 'chief')).resolves.toEqual({ owners: ['head', 'lead', 'ana'] });
      await expect(asks('acme', 'other', 'chief')).resolves.toEqual({ owners: ['other', 'bob'] });
    });

    it('ends where the data holds a circle', async () => {
      await running.database.db.asOwner((owner) =>
        owner.script(`
          update tenancy.app_user set manager_subject = 'ana' where tenant_id = 'acme' and subject = 'head'
        `),
      );
      await expect(asks('acme', 'head', 'chief')).resolves.toEqual({ owners: ['head', 'lead', 'ana'] });
    });

    it('knows nobody of another tenant', async () => {
      await expect(asks('globex', 'head', 'admin')).resolves.toBe('all');
      await expect(asks('globex', 'head', 'chief')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });
  });
});
