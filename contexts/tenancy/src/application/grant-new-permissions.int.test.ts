import { tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { type PermissionDefinition, systemPrincipal } from '@quotewright/platform/auth';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine, type TestDatabase } from '@quotewright/platform/testing';
import type { ColumnType } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenancyMigrations } from '../migrations.ts';
import { type TenancyModule, tenancyModule } from '../module.ts';
import { tenancyPermissions } from '../permissions.ts';

const PRICES: PermissionDefinition = {
  permission: 'price-list:write',
  title: 'Import a price list',
  defaultRoles: ['pricing-manager'],
};
const PROMOTIONS: PermissionDefinition = {
  permission: 'promotion:write',
  title: 'Write promotions',
  defaultRoles: ['pricing-manager', 'campaigner'],
};
const FIRST = [...tenancyPermissions, PRICES];
const SECOND = [...FIRST, PROMOTIONS];

describeOnEachEngine('a permission that a later release adds', (engine) => {
  let database: TestDatabase;
  /** The context as a process of that release has it. */
  const started = (permissions: readonly PermissionDefinition[]): TenancyModule =>
    tenancyModule({ database: database.db, permissions: () => permissions });
  const inTenant = <T>(id: string, work: (tx: Tx) => Promise<T>) =>
    database.db.withTenant(tenantId(id), 'write', work);
  const createTenant = (id: string, permissions = FIRST) =>
    inTenant(id, (tx) =>
      started(permissions).createTenant(tx, systemPrincipal(tx.tenant, 'test'), { name: id }),
    );
  const may = (id: string, role: string, permission: PermissionDefinition['permission']) =>
    started(SECOND)
      .authorizer.authorize(
        { tenant: tenantId(id), subject: 'somebody', roles: [role] },
        permission,
        'change',
      )
      .then(
        () => true,
        () => false,
      );
  const policyOf = (id: string) =>
    inTenant(id, (tx) =>
      queries<PolicyTables>(tx)
        .selectFrom('tenancy.tenant_document_version')
        .select(['version', 'document'])
        .where('kind', '=', 'authorizationPolicy')
        .orderBy('version', 'desc')
        .executeTakeFirstOrThrow(),
    );
  /** As an administrator would through the API. */
  const writePolicy = (id: string, roles: Record<string, readonly string[]>) =>
    inTenant(id, async (tx) => {
      const { version } = await queries<PolicyTables>(tx)
        .selectFrom('tenancy.tenant_document')
        .select('active_version as version')
        .where('kind', '=', 'authorizationPolicy')
        .executeTakeFirstOrThrow();
      const row = { tenant_id: id, kind: 'authorizationPolicy', version: version + 1 };
      await queries<PolicyTables>(tx)
        .insertInto('tenancy.tenant_document_version')
        .values({
          ...row,
          document: JSON.stringify({ roles }),
          content_hash: 'a'.repeat(64),
          created_by: 'boss',
          created_at: new Date(tx.now),
        })
        .execute();
      await queries<PolicyTables>(tx)
        .updateTable('tenancy.tenant_document')
        .set({ active_version: version + 1 })
        .where('kind', '=', 'authorizationPolicy')
        .execute();
    });
  /** The tenant as a release from before the record left it. */
  const forgetWhatIsKnown = (id: string) =>
    database.db.asOwner((owner) =>
      owner.script(
        `alter table tenancy.known_permission no force row level security;
         delete from tenancy.known_permission where tenant_id = '${id}';
         alter table tenancy.known_permission force row level security`,
      ),
    );

  beforeAll(async () => {
    database = await engine.open({ migrations: [tenancyMigrations] });
  });
  afterAll(() => database.close());

  it('can be used by its default roles in an existing tenant after a restart', async () => {
    await createTenant('acme');
    expect(await may('acme', 'pricing-manager', 'promotion:write')).toBe(false);
    expect(await started(SECOND).grantNewPermissions()).toEqual({
      tenants: 1,
      permissions: ['promotion:write'],
    });
    expect(await may('acme', 'pricing-manager', 'promotion:write')).toBe(true);
    expect(await may('acme', 'admin', 'promotion:write')).toBe(true);
    expect(await may('acme', 'approver', 'promotion:write')).toBe(false);
  });

  it('makes no role that the policy does not have', async () => {
    await createTenant('roles');
    const rolesOf = async () => Object.keys((await policyOf('roles')).document.roles);
    const before = await rolesOf();
    await started(SECOND).grantNewPermissions();
    expect(await rolesOf()).toEqual(before);
    expect(before).not.toContain('campaigner');
  });

  it('is a new version of the policy with its audit entry and event, once', async () => {
    await createTenant('told');
    await started(SECOND).grantNewPermissions();
    expect(await started(SECOND).grantNewPermissions()).toEqual({ tenants: 0, permissions: [] });
    expect(await policyOf('told')).toMatchObject({ version: 2 });
    await inTenant('told', async (tx) => {
      const { items } = await listAudit(tx, { action: 'authorizationPolicy.change' }, { limit: 10 });
      expect(items).toHaveLength(2);
      expect(items[0]).toMatchObject({
        actor: { subject: 'system:release' },
        reason: 'a new release brings promotion:write',
        detail: { version: 2 },
      });
      const events = await queries<PolicyTables>(tx)
        .selectFrom('platform.outbox')
        .select('type')
        .where('type', '=', 'AuthorizationPolicyChanged')
        .execute();
      expect(events).toHaveLength(2);
    });
  });

  it('stays taken away when an administrator took it away', async () => {
    await createTenant('strict');
    await started(SECOND).grantNewPermissions();
    await writePolicy('strict', { admin: ['tenant:write'], 'pricing-manager': [] });
    await started(SECOND).grantNewPermissions();
    expect(await policyOf('strict')).toMatchObject({ version: 3 });
    expect(await may('strict', 'pricing-manager', 'promotion:write')).toBe(false);
    expect(await may('strict', 'pricing-manager', 'price-list:write')).toBe(false);
  });

  it('is told from one that was taken away also where no record was kept', async () => {
    await createTenant('old');
    await writePolicy('old', { admin: ['tenant:write'], 'pricing-manager': [] });
    await forgetWhatIsKnown('old');
    expect(await started(SECOND).grantNewPermissions()).toMatchObject({ permissions: ['promotion:write'] });
    expect((await policyOf('old')).document).toEqual({
      roles: { admin: ['promotion:write', 'tenant:write'], 'pricing-manager': ['promotion:write'] },
    });
  });

  it('is recorded as known, without a new version, where the tenant has none of its roles', async () => {
    await createTenant('bare');
    await writePolicy('bare', { boss: ['tenant:write'] });
    expect(await started(SECOND).grantNewPermissions()).toMatchObject({ tenants: 1 });
    expect(await policyOf('bare')).toMatchObject({ version: 2 });
    expect(await started(SECOND).grantNewPermissions()).toMatchObject({ tenants: 0 });
  });

  it('is granted once when several processes start at the same time', async () => {
    const tenants = ['raced-1', 'raced-2', 'raced-3'];
    for (const id of tenants) await createTenant(id);
    const all = await Promise.all([1, 2, 3, 4].map(() => started(SECOND).grantNewPermissions()));
    expect(all.reduce((sum, upgrade) => sum + upgrade.tenants, 0)).toBe(3);
    for (const id of tenants) expect(await policyOf(id)).toMatchObject({ version: 2 });
  });

  it('changes nothing in a tenant that this release made, nor when an older release starts again', async () => {
    await createTenant('fresh', SECOND);
    expect(await started(SECOND).grantNewPermissions()).toMatchObject({ tenants: 0 });
    expect(await started(FIRST).grantNewPermissions()).toMatchObject({ tenants: 0 });
    expect(await policyOf('fresh')).toMatchObject({ version: 1 });
  });

  it('shows the system the ids of tenants, and nothing that is theirs', async () => {
    for (const column of ['name', 'state']) {
      await expect(
        database.db.withSystem((tx) =>
          queries<{ 'tenancy.tenant': Record<string, string> }>(tx)
            .selectFrom('tenancy.tenant')
            .select(column)
            .execute(),
        ),
      ).rejects.toThrow('permission denied');
    }
    await expect(
      database.db.withSystem((tx) =>
        queries<PolicyTables>(tx).selectFrom('tenancy.tenant_document_version').select('version').execute(),
      ),
    ).rejects.toThrow('permission denied');
  });
});

interface PolicyTables {
  'tenancy.tenant_document': { tenant_id: string; kind: string; active_version: number };
  'tenancy.tenant_document_version': {
    tenant_id: string;
    kind: string;
    version: number;
    document: ColumnType<{ roles: Record<string, readonly string[]> }, string, never>;
    content_hash: string;
    created_by: string;
    created_at: Date;
  };
  'platform.outbox': { type: string };
}
