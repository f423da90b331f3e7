import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { eventOf } from '@quotewright/platform/messaging';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenantStateChanged } from '../domain/events.ts';
import { tenancyModule } from '../module.ts';
import { committedEvent, runTenancyNodes, type TenancyNode } from '../testing/index.ts';
import { listingCategory, policyCategory, standingCategory } from './authorization-categories.ts';
import { hierarchyCategory, hierarchyPointerCategory } from './hierarchy-categories.ts';

const acme = tenantId('acme');
const admin = { tenant: 'acme', subject: 'boss', roles: ['admin'] };
const POLICIES = '/admin/authorization/policies';

const asks = (node: TenancyNode, subject: string, role = 'admin', tenant = 'acme') =>
  node.tenancy.authorizer
    .authorize({ tenant: tenantId(tenant), subject, roles: [role] }, 'tenant:read', 'read')
    .then(
      () => 'allowed',
      ({ code }) => code,
    );

describeOnEachEngine('authorization from copies', (engine) => {
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  let here: TenancyNode;
  let there: TenancyNode;
  beforeAll(async () => {
    running = await runTenancyNodes(engine, ['acme', 'globex', 'sleepy']);
    [here, there] = running.nodes;
  });
  afterAll(() => running.close());

  const createUser = (subject: string) =>
    here.server.request('POST', '/admin/users', {
      as: admin,
      body: { subject, name: 'Somebody', roles: ['admin'] },
    });
  const suspend = (subject: string) =>
    here.server.request('PATCH', `/admin/users/${subject}`, {
      as: admin,
      body: { state: 'suspended' },
      headers: { 'if-match': '"1"' },
    });
  const replaceRoles = async (change: Record<string, readonly string[]>, reach = {}) => {
    const { json, headers } = await here.server.request('GET', POLICIES, { as: admin });
    return here.server.request('PUT', POLICIES, {
      as: admin,
      body: { roles: { ...json.roles, ...change }, reach: { ...json.reach, ...reach } },
      headers: { 'if-match': headers['etag'] as string },
    });
  };

  it('takes no connection once everything is in memory, whoever asks', async () => {
    for (const subject of ['listed', 'unlisted']) {
      if (subject === 'listed') await createUser(subject);
      expect(await asks(here, subject)).toBe('allowed');
      const before = here.connections();
      expect(await asks(here, subject)).toBe('allowed');
      expect(await asks(here, subject, 'nobody')).toBe('FORBIDDEN');
      expect(here.connections()).toBe(before);
    }
  });

  it('loads what another node has loaded from the store, without a connection', async () => {
    expect(await asks(here, 'anybody')).toBe('allowed');
    const before = there.connections();
    expect(await asks(there, 'anybody')).toBe('allowed');
    expect(there.connections()).toBe(before);
  });

  it('a right that was taken away is gone at once where it was taken, and soon everywhere', async () => {
    await replaceRoles({ auditor: ['tenant:read'] });
    for (const node of [here, there]) expect(await asks(node, 'anybody', 'auditor')).toBe('allowed');
    expect((await replaceRoles({ auditor: [] })).status).toBe(200);
    expect(await asks(here, 'anybody', 'auditor')).toBe('FORBIDDEN');
    await expect.poll(() => asks(there, 'anybody', 'auditor')).toBe('FORBIDDEN');
  });

  it('somebody who is suspended is refused at once there, and soon everywhere', async () => {
    for (const node of [here, there]) expect(await asks(node, 'mallory')).toBe('allowed');
    await createUser('mallory');
    for (const node of [here, there]) expect(await asks(node, 'mallory')).toBe('allowed');
    expect((await suspend('mallory')).status).toBe(200);
    expect(await asks(here, 'mallory')).toBe('USER_SUSPENDED');
    await expect.poll(() => asks(there, 'mallory')).toBe('USER_SUSPENDED');
    expect(await asks(here, 'mallory', 'admin', 'globex')).toBe('allowed');
  });

  it('a tenant that is suspended is refused at once, and works again at once', async () => {
    const sleepy = tenantId('sleepy');
    const setState = (state: 'active' | 'suspended') =>
      running.db.withTenant(sleepy, 'write', (tx) =>
        here.tenancy.changeTenantState(tx, systemPrincipal(sleepy, 'cli'), { state, reason: 'unpaid' }),
      );
    const asksThere = (node: TenancyNode) => asks(node, 'boss', 'admin', 'sleepy');
    for (const node of [here, there]) expect(await asksThere(node)).toBe('allowed');
    await setState('suspended');
    expect(await asksThere(here)).toBe('TENANT_SUSPENDED');
    await expect.poll(() => asksThere(there)).toBe('TENANT_SUSPENDED');
    expect(await asks(here, 'boss')).toBe('allowed');
    await setState('active');
    expect(await asksThere(here)).toBe('allowed');
  });

  it('a tenant that does not exist is refused, and known as soon as it is created', async () => {
    expect(await asks(here, 'boss', 'admin', 'initech')).toBe('TENANT_UNKNOWN');
    const initech = tenantId('initech');
    await running.db.withTenant(initech, 'write', (tx) =>
      there.tenancy.createTenant(tx, systemPrincipal(initech, 'cli'), { name: 'Initech' }),
    );
    expect(await asks(here, 'boss', 'admin', 'initech')).toBe('allowed');
  });

  it('hears of every event that makes a copy wrong', () => {
    const [consumer] = here.tenancy.consumers ?? [];
    const wrongBy = (here.tenancy.caches ?? []).flatMap(({ category: { invalidation } }) =>
      typeof invalidation === 'object' ? invalidation.events : [],
    );
    expect([...new Set(wrongBy)].sort()).toEqual([...(consumer?.events ?? [])].sort());
  });

  it('has keys that tell nobody’s address', () => {
    const { caches } = here;
    const keys = [
      caches.cache(standingCategory).key('acme', {}),
      caches.cache(policyCategory).key('acme', { version: 7 }),
      caches.cache(listingCategory).key('acme', { subject: 'mallory@example.com' }),
      caches.cache(hierarchyPointerCategory).key('acme', {}),
      caches.cache(hierarchyCategory).key('acme', { version: 6 }),
    ];
    expect(keys.map(({ data }) => data)).toEqual([
      'test.i-1.1:authz:tenant:acme:standing',
      'test.i-1.1:authz:policy:acme:p7',
      'test.i-1.1:authz:user:acme:ycR_6CigARUI8EnF9XUJrAnRvEpRRfcXc6u1m4vX4II',
      'test.i-1.1:authz:hierarchy:acme:active',
      'test.i-1.1:authz:hierarchy:acme:6',
    ]);
  });

  it('finds each copy in the store as the tables have it', async () => {
    await createUser('sam');
    for (const subject of ['boss', 'sam']) await asks(here, subject);
    await replaceRoles({ chief: ['tenant:read'] }, { chief: 'team' });
    expect(await asks(here, 'sam', 'chief')).toBe('allowed');
    await running.db.withTenant(acme, 'read', async (tx) => {
      for (const kind of ['tenantConfig', 'featureFlags', 'tenantConfig', 'featureFlags'] as const) {
        await here.tenancy.api[kind](tx);
      }
    });
    expect(await running.differences(here)).toEqual([]);
  });

  it('a change that dropped nothing is seen when its event arrives', async () => {
    const silent = tenancyModule({ database: running.db, permissions: () => here.tenancy.permissions });
    const sleepy = tenantId('sleepy');
    const by = systemPrincipal(sleepy, 'cli');
    const asksThere = () => asks(here, 'boss', 'admin', 'sleepy');
    expect(await asksThere()).toBe('allowed');
    await running.db.withTenant(sleepy, 'write', (tx) =>
      silent.changeTenantState(tx, by, { state: 'suspended', reason: 'unpaid' }),
    );
    expect(await asksThere()).toBe('allowed');
    const [consumer] = there.tenancy.consumers ?? [];
    if (consumer === undefined || !('apply' in consumer)) throw new Error('nobody hears of changes');
    const event = committedEvent(sleepy, eventOf(tenantStateChanged, sleepy, { state: 'suspended' }));
    await consumer.apply([event, event]);
    await expect.poll(asksThere).toBe('TENANT_SUSPENDED');
  });
});

describeOnEachEngine('authorization while the store answers nothing', (engine) => {
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  beforeAll(async () => {
    running = await runTenancyNodes(engine, ['acme']);
    await running.breakStores();
  });
  afterAll(() => running.close());

  it('is answered by the tables, with the same decisions', async () => {
    for (const node of running.nodes) {
      expect(await asks(node, 'boss')).toBe('allowed');
      expect(await asks(node, 'boss', 'nobody')).toBe('FORBIDDEN');
      expect(await asks(node, 'boss', 'admin', 'globex')).toBe('TENANT_UNKNOWN');
    }
  });
});

describeOnEachEngine('authorization where changes do not reach every process', (engine) => {
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  beforeAll(async () => {
    running = await runTenancyNodes(engine, ['acme'], { sharesChanges: false });
  });
  afterAll(() => running.close());

  it('rests on the tables, each time anew', async () => {
    const [node] = running.nodes;
    for (let round = 1; round <= 2; round++) {
      const before = node.connections();
      expect(await asks(node, 'boss')).toBe('allowed');
      expect(node.connections()).toBe(before + 1);
    }
  });
});
