import { tenantId } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aTenantConfig, type RunningTenancy, runTenancy } from '../testing/index.ts';

const admin = { tenant: 'acme', subject: 'boss', roles: ['admin'] };
const { version: _version, ...settings } = aTenantConfig();

describeOnPostgres('the documents a tenant is steered by', (engine) => {
  let running: RunningTenancy;
  const read = async (path: string, as: object = admin) =>
    running.server.request('GET', path, { as: { ...admin, ...as } });
  const put = (path: string, body: unknown, version: number | undefined) =>
    running.server.request('PUT', path, {
      as: admin,
      body,
      headers: version === undefined ? {} : { 'if-match': `"${version}"` },
    });
  const versionOf = async (path: string) => (await read(path)).json.version as number;

  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: ['acme', 'globex'] });
  });
  afterAll(() => running.close());

  it('get a new version with each change; older ones stay as they were', async () => {
    const path = '/admin/tenant-config';
    const first = await read(path);
    expect(first).toMatchObject({ status: 200, headers: { etag: '"1"' }, json: { version: 1, ...settings } });
    const second = await put(path, { ...settings, quoteValidityDays: 14 }, 1);
    expect(second).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      json: { version: 2, quoteValidityDays: 14, createdBy: 'boss' },
    });
    await running.database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const { api } = running.tenancy;
      expect(await api.tenantConfig(tx)).toMatchObject({ version: 2, quoteValidityDays: 14 });
      expect(await api.tenantConfigVersion(tx, 1)).toEqual(aTenantConfig());
      await expect(api.tenantConfigVersion(tx, 3)).rejects.toMatchObject({
        code: 'DOCUMENT_VERSION_UNKNOWN',
      });
    });
  });

  it('keep their version when nothing changes', async () => {
    const path = '/admin/flags';
    await put(path, { flags: { b: true, a: false } }, 1);
    const again = await put(path, { flags: { a: false, b: true } }, 2);
    expect(again).toMatchObject({ status: 200, json: { version: 2 } });
  });

  it.each(['/admin/tenant-config', '/admin/flags', '/admin/authorization/policies'])(
    '%s demands If-Match and refuses one that is out of date',
    async (path) => {
      const { json } = await read(path);
      const { version, createdAt, createdBy, ...content } = json;
      expect(await put(path, content, undefined)).toMatchObject({ status: 428 });
      expect(await put(path, content, 99)).toMatchObject({ status: 412, json: { code: 'VERSION_MISMATCH' } });
      expect({ version: await versionOf(path), createdAt, createdBy }).toEqual({
        version,
        createdAt,
        createdBy,
      });
    },
  );

  it('never go back, and lose no change, when many write at the same time', async () => {
    const path = '/admin/flags';
    const start = await versionOf(path);
    const addFlag = async (name: string): Promise<number> => {
      const { json } = await read(path);
      const { status } = await put(path, { flags: { ...json.flags, [name]: true } }, json.version);
      expect([200, 412]).toContain(status);
      return status === 200 ? versionOf(path) : addFlag(name);
    };
    const writer = async (name: string) => {
      const seen: number[] = [];
      for (const round of ['a', 'b', 'c', 'd', 'e']) seen.push(await addFlag(`${name}-${round}`));
      return seen;
    };
    const seen = await Promise.all(['w1', 'w2', 'w3'].map(writer));
    for (const versions of seen) expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    const { json } = await read(path);
    expect(json.version).toBe(start + 15);
    expect(Object.keys(json.flags).filter((name) => name.startsWith('w'))).toHaveLength(15);
  });

  it('refuse values that cannot be used, each at its place, and keep what is in force', async () => {
    const path = '/admin/tenant-config';
    const before = await versionOf(path);
    const wrong = { ...settings, timeZone: 'Moon/Base', roundingDecimals: { QQQ: 1 } };
    expect(await put(path, wrong, before)).toMatchObject({
      status: 422,
      json: {
        code: 'TENANT_CONFIG_INVALID',
        errors: [{ pointer: '/timeZone' }, { pointer: '/roundingDecimals/QQQ' }],
      },
    });
    expect(await put(path, { ...settings, surprise: 1 }, before)).toMatchObject({ status: 400 });
    expect(await put(path, { ...settings, quoteValidityDays: 0 }, before)).toMatchObject({ status: 400 });
    expect(await versionOf(path)).toBe(before);
  });

  it('refuse a policy with a permission that nobody asks for', async () => {
    const path = '/admin/authorization/policies';
    const roles = { admin: ['tenant:write', 'moon:land'] };
    expect(await put(path, { roles }, 1)).toMatchObject({
      status: 422,
      json: { code: 'POLICY_INVALID', errors: [{ pointer: '/roles/admin/1' }] },
    });
  });

  it.each([
    { title: 'no role may administer', roles: { admin: ['tenant:read'], sales: [] } },
    { title: 'only others may administer', roles: { owner: ['tenant:read', 'tenant:write'] } },
    { title: 'nobody may do anything', roles: {} },
  ])('refuse a policy under which $title', async ({ roles }) => {
    const path = '/admin/authorization/policies';
    expect(await put(path, { roles }, 1)).toMatchObject({ status: 422, json: { code: 'POLICY_LOCKS_OUT' } });
    expect(await versionOf(path)).toBe(1);
  });

  it('show a policy of the past by its version, and 404 for one that never was', async () => {
    const path = '/admin/authorization/policies';
    const { json: first } = await read(path);
    await put(path, { roles: { ...first.roles, auditor: ['tenant:read'] } }, 1);
    expect(await read(`${path}/1`)).toMatchObject({ status: 200, json: first });
    for (const version of ['3', '0', '-1', '1.5', 'x', '99999999999', '%00']) {
      expect((await read(`${path}/${version}`)).status).toBe(404);
    }
  });

  it('list the permissions a policy can name', async () => {
    const { json } = await read('/admin/authorization/permissions');
    expect(json.items).toContainEqual(
      expect.objectContaining({ permission: 'user:write', defaultRoles: ['admin'] }),
    );
  });

  it('belong to one tenant', async () => {
    expect((await read('/admin/tenant-config', { tenant: 'globex' })).json).toMatchObject({
      version: 1,
      ...settings,
    });
  });

  it.each(['/admin/tenant-config', '/admin/flags', '/admin/authorization/policies'])(
    '%s is for those who may see it',
    async (path) => {
      expect(await read(path, { roles: ['sales'] })).toMatchObject({
        status: 403,
        json: { code: 'FORBIDDEN' },
      });
    },
  );

  it('keep the reach of every role that a new policy does not name', async () => {
    const path = '/admin/authorization/policies';
    const { json: first } = await read(path);
    const { auditor: _a, ...others } = first.roles;
    const roles = { ...others, partner: ['tenant:read'], lead: ['tenant:read'], clerk: ['tenant:read'] };
    const replaced = async (body: object) => {
      const answer = await put(path, body, await versionOf(path));
      expect(answer.status, answer.text).toBe(200);
      return (await read(path)).json.reach;
    };
    const reaching = { partner: 'own', lead: 'team', clerk: 'all' };
    expect(await replaced({ roles, reach: reaching })).toEqual(reaching);
    const more = { ...roles, auditor: ['tenant:read'] };
    // A role that was not there before reaches its own.
    expect(await replaced({ roles: more })).toEqual({ ...reaching, auditor: 'own' });
    expect(await replaced({ roles, reach: {} })).toEqual(reaching);
    expect(await replaced({ roles, reach: { clerk: 'own' } })).toEqual({
      partner: 'own',
      lead: 'team',
      clerk: 'own',
    });
    expect(await replaced({ roles, reach: { lead: 'all' } })).toEqual({
      partner: 'own',
      lead: 'all',
      clerk: 'own',
    });
    const { lead: _, ...fewer } = roles;
    expect(await replaced({ roles: fewer })).toEqual({ partner: 'own', clerk: 'own' });
    const reach = async (role: string) =>
      running.tenancy.authorizer.authorize(
        { tenant: tenantId('acme'), subject: 'pia', roles: [role] },
        'tenant:read',
        'change',
      );
    expect([await reach('partner'), await reach('admin')]).toEqual([{ owners: ['pia'] }, 'all']);
  });
});
