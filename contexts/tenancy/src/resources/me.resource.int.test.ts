import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningTenancy, runTenancy } from '../testing/index.ts';

const admin = { tenant: 'acme', subject: 'boss', roles: ['admin'] };

describeOnPostgres('who I am', (engine) => {
  let running: RunningTenancy;
  const me = (as: { tenant: string; subject: string; roles: readonly string[]; clientId?: string }) =>
    running.server.request('GET', '/me', { as });

  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: ['acme'] });
    const body = { subject: 'ada', name: 'Ada Lovelace', roles: ['approver'] };
    await running.server.request('POST', '/admin/users', { as: admin, body });
  });
  afterAll(() => running.close());

  it('tells my tenant, my roles and what they allow', async () => {
    expect(
      await me({ tenant: 'acme', subject: 'ada', roles: ['approver', 'unheard-of'], clientId: 'console' }),
    ).toMatchObject({
      status: 200,
      json: {
        subject: 'ada',
        name: 'Ada Lovelace',
        roles: ['approver', 'unheard-of'],
        clientId: 'console',
        tenant: { id: 'acme', name: 'The acme company' },
        permissions: ['user:read'],
      },
    });
  });

  it('allows nothing to somebody without a role', async () => {
    const { json } = await me({ tenant: 'acme', subject: 'guest', roles: [] });
    expect(json).toMatchObject({ subject: 'guest', permissions: [] });
    expect(json).not.toHaveProperty('name');
  });

  it('refuses a tenant that does not exist, and a suspended user', async () => {
    expect(await me({ tenant: 'nowhere', subject: 'ada', roles: ['admin'] })).toMatchObject({
      status: 403,
      json: { code: 'TENANT_UNKNOWN' },
    });
    const suspend = { as: admin, body: { state: 'suspended' }, headers: { 'if-match': '"1"' } };
    await running.server.request('PATCH', '/admin/users/ada', suspend);
    expect(await me({ tenant: 'acme', subject: 'ada', roles: ['admin'] })).toMatchObject({
      status: 403,
      json: { code: 'USER_SUSPENDED' },
    });
  });
});
