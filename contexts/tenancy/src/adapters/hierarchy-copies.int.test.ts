import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { tenantId } from '@quotewright/kernel';
import { type Intent, systemPrincipal } from '@quotewright/platform/auth';
import { notedReads, notingReads } from '@quotewright/platform/cache';
import { eventOf } from '@quotewright/platform/messaging';
import { queries } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { userChanged } from '../domain/events.ts';
import { committedEvent, runTenancyNodes, type TenancyNode } from '../testing/index.ts';
import { hierarchyInForce, hierarchyOf } from './hierarchy.pg.ts';
import { COPIED_CHARACTERS, COPIED_PEOPLE, hierarchyCategory } from './hierarchy-categories.ts';
import type { Tables } from './tables.ts';

const POLICIES = '/admin/authorization/policies';

describeOnEachEngine('the hierarchy from copies', (engine) => {
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  let here: TenancyNode;
  let there: TenancyNode;
  /** A new one for each test. */
  let tenant: ReturnType<typeof tenantId>;
  let tenants = 0;
  beforeAll(async () => {
    running = await runTenancyNodes(engine, []);
    [here, there] = running.nodes;
  });
  beforeEach(async () => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    await running.db.withTenant(tenant, 'write', (tx) =>
      here.tenancy.createTenant(tx, systemPrincipal(tenant, 'test'), { name: 'Acme' }),
    );
    const { json, headers } = await here.server.request('GET', POLICIES, { as: boss() });
    const put = await here.server.request('PUT', POLICIES, {
      as: boss(),
      body: { roles: { ...json.roles, chief: ['tenant:read', 'tenant:write'] }, reach: { chief: 'team' } },
      headers: { 'if-match': headers['etag'] ?? '' },
    });
    if (put.status !== 200) throw new Error(put.text);
    for (const subject of ['head', 'lead', 'ana', 'other']) await create(subject);
    await move('lead', 'head');
    await move('ana', 'lead');
  });
  afterAll(() => running.close());

  const boss = () => ({ tenant, subject: 'boss', roles: ['admin'] });
  async function create(subject: string, managerSubject?: string, node = here) {
    const { status, text } = await node.server.request('POST', '/admin/users', {
      as: boss(),
      body: { subject, name: 'Somebody', roles: [], ...(managerSubject && { managerSubject }) },
    });
    if (status !== 201) throw new Error(text);
  }
  async function change(subject: string, changed: object, node = here) {
    const path = `/admin/users/${subject}`;
    const { headers } = await node.server.request('GET', path, { as: boss() });
    const { status, text } = await node.server.request('PATCH', path, {
      as: boss(),
      body: changed,
      headers: { 'if-match': headers['etag'] ?? '' },
    });
    if (status !== 200) throw new Error(text);
  }
  const move = (subject: string, managerSubject: string | null) => change(subject, { managerSubject });
  const reachOf = async (node: TenancyNode, subject: string, intent: Intent = 'read') => {
    const reach = await node.tenancy.authorizer.authorize(
      { tenant, subject, roles: ['chief'] },
      'tenant:read',
      intent,
    );
    return reach === 'all' ? reach : [...reach.owners].sort();
  };
  const inForce = () => running.db.withTenant(tenant, 'read', hierarchyInForce);
  const versionNow = async () => (await inForce())?.version ?? 0;
  /** As a hand in the database does it: no command, no event, no copy dropped. */
  const byHand = (subject: string, manager: string | null) =>
    running.db.withTenant(tenant, 'write', async (tx) => {
      await queries<Tables>(tx)
        .updateTable('tenancy.app_user')
        .set({ manager_subject: manager })
        .where('tenant_id', '=', tx.tenant)
        .where('subject', '=', subject)
        .execute();
    });

  it('takes no connection once it is in memory, whoever asks', async () => {
    for (const subject of ['head', 'lead', 'other']) await reachOf(here, subject);
    const before = here.connections();
    expect(await reachOf(here, 'head')).toEqual(['ana', 'head', 'lead']);
    expect(await reachOf(here, 'lead')).toEqual(['ana', 'lead']);
    expect(await reachOf(here, 'other')).toEqual(['other']);
    expect(here.connections()).toBe(before);
  });

  it('is named for whoever was answered from it, from memory as well', async () => {
    await reachOf(here, 'head');
    const answer = {};
    await notingReads(answer, () => reachOf(here, 'head'));
    const named = notedReads(answer).map(({ category, source }) => `${category} ${source}`);
    expect(named).toEqual(expect.arrayContaining(['authz.hierarchy-active l1', 'authz.hierarchy l1']));
  });

  it('is taken from the store where another node has loaded it, without a connection', async () => {
    expect(await reachOf(here, 'head')).toEqual(['ana', 'head', 'lead']);
    const before = there.connections();
    expect(await reachOf(there, 'head')).toEqual(['ana', 'head', 'lead']);
    expect(there.connections()).toBe(before);
  });

  it('has moved at once where somebody was moved, and soon everywhere', async () => {
    for (const node of [here, there]) expect(await reachOf(node, 'head')).toEqual(['ana', 'head', 'lead']);
    await move('lead', 'other');
    expect(await reachOf(here, 'head')).toEqual(['head']);
    expect(await reachOf(here, 'other')).toEqual(['ana', 'lead', 'other']);
    await expect.poll(() => reachOf(there, 'head')).toEqual(['head']);
    await create('new', 'head');
    expect(await reachOf(here, 'head')).toEqual(['head', 'new']);
    await expect.poll(() => reachOf(there, 'head')).toEqual(['head', 'new']);
  });

  it('is never taken from a copy by a command', async () => {
    for (const node of [here, there]) await reachOf(node, 'head');
    await byHand('lead', 'other');
    for (const node of [here, there]) {
      expect(await reachOf(node, 'head')).toEqual(['ana', 'head', 'lead']);
      expect(await reachOf(node, 'head', 'change')).toEqual(['head']);
    }
  });

  it('is right after the event of a change that dropped nothing', async () => {
    for (const node of [here, there]) await reachOf(node, 'head');
    await byHand('ana', null);
    const [consumer] = here.tenancy.consumers ?? [];
    if (consumer === undefined || !('apply' in consumer)) throw new Error('nobody hears of changes');
    const said = { subject: 'ana', state: 'active', version: 3 };
    const event = committedEvent(tenant, eventOf(userChanged, 'ana', said));
    await consumer.apply([event, event]);
    for (const node of [here, there])
      await expect.poll(() => reachOf(node, 'head')).toEqual(['head', 'lead']);
  });

  it('gets another version by everything that moves somebody, by hand too, and by nothing else', async () => {
    const raisedBy = async (work: () => Promise<unknown>) => {
      const before = await versionNow();
      await work();
      return (await versionNow()) - before;
    };
    expect(await raisedBy(() => move('ana', 'other'))).toBe(1);
    expect(await raisedBy(() => move('ana', null))).toBe(1);
    expect(await raisedBy(() => create('new', 'lead'))).toBe(1);
    expect(await raisedBy(() => byHand('new', null))).toBe(1);
    expect(await raisedBy(() => move('new', null))).toBe(0);
    expect(await raisedBy(() => create('loner'))).toBe(0);
    expect(await raisedBy(() => change('lead', { name: 'Another', state: 'suspended' }))).toBe(0);
    await expect(move('lead', 'nobody')).rejects.toThrow('MANAGER_UNKNOWN');
    expect(await raisedBy(async () => {})).toBe(0);
  });

  it('never goes back to an older version', async () => {
    const setTo = (version: number) =>
      running.db.withTenant(tenant, 'write', async (tx) => {
        await queries<Tables>(tx)
          .updateTable('tenancy.tenant')
          .set({ hierarchy_version: version })
          .where('tenant_id', '=', tx.tenant)
          .execute();
      });
    const version = await versionNow();
    await expect(setTo(version - 1)).rejects.toThrow('a version never goes back');
    expect(await versionNow()).toBe(version);
  });

  it('is not filled under a version that is over', async () => {
    const version = await versionNow();
    const read = (wanted: number) => running.db.withTenant(tenant, 'read', (tx) => hierarchyOf(tx, wanted));
    expect(await read(version)).toEqual({
      teams: [
        ['head', 'lead'],
        ['lead', 'ana'],
      ],
    });
    await move('ana', 'other');
    expect(await read(version)).toBeUndefined();
    expect(await read(version + 1)).toEqual({
      teams: [
        ['head', 'lead'],
        ['other', 'ana'],
      ],
    });
  });

  it('is in the store as the tables have it, and does not tell there who is in it', async () => {
    await reachOf(here, 'head');
    const version = await versionNow();
    const cache = here.caches.cache(hierarchyCategory);
    const key = cache.key(tenant, { version });
    expect(key.data).toBe(`test.i-1.1:authz:hierarchy:${tenant}:${version}`);
    expect(await cache.stored(key)).toMatchObject({ outcome: 'copy' });
    expect((await running.differences(here, tenant)).filter((found) => found.includes('hierarchy'))).toEqual(
      [],
    );
    expect(hierarchyCategory.protection).toBe('encrypted');
  });

  it('is read from the tables where somebody has put something else under its version', async () => {
    await reachOf(here, 'head');
    const key = here.caches.cache(hierarchyCategory).key(tenant, { version: await versionNow() });
    await running.putGarbage(key);
    expect(await here.caches.cache(hierarchyCategory).stored(key)).not.toMatchObject({ outcome: 'copy' });
    for (const node of [here, there]) expect(await reachOf(node, 'head')).toEqual(['ana', 'head', 'lead']);
  });

  it('fits into the store up to its limits, also where subjects look like chance', async () => {
    const letters = 20;
    const people = Math.floor((COPIED_CHARACTERS - 100) / letters);
    await insertReports(Array.from({ length: people }, () => randomBytes(15).toString('base64')));
    await reachOf(here, 'head');
    const cache = here.caches.cache(hierarchyCategory);
    expect(await cache.stored(cache.key(tenant, { version: await versionNow() }))).toMatchObject({
      outcome: 'copy',
    });
    expect(await inForce()).toMatchObject({ hierarchy: { teams: expect.any(Array) } });
  });

  it.each([
    { limit: 'people', reports: Array.from({ length: COPIED_PEOPLE }, (_, at) => `p${at}`) },
    { limit: 'characters', reports: Array.from({ length: 200 }, (_, at) => `${at}`.padEnd(200, 'x')) },
  ])(
    'is asked of PostgreSQL each time beyond the limit of $limit, with the same answer',
    async ({ reports }) => {
      await insertReports(reports);
      expect(await inForce()).toMatchObject({ hierarchy: 'asked-each-time' });
      await reachOf(here, 'head');
      const before = here.connections();
      const [copied, current] = [await reachOf(here, 'head'), await reachOf(here, 'head', 'change')];
      expect(here.connections()).toBeGreaterThan(before);
      expect(copied).toEqual(current);
      expect(copied).toContain(reports[0]);
      await move('lead', 'other');
      expect(await reachOf(here, 'head')).toEqual(['head']);
    },
  );

  /** Under `lead`. */
  const insertReports = (subjects: readonly string[]) =>
    running.db.withTenant(tenant, 'write', async (tx) => {
      const at = new Date(tx.now);
      const row = { tenant_id: tx.tenant, name: 'Somebody', roles: [], state: 'active' as const };
      await queries<Tables>(tx)
        .insertInto('tenancy.app_user')
        .values(
          subjects.map((subject) => ({
            ...row,
            subject,
            manager_subject: 'lead',
            version: 1,
            created_at: at,
            updated_at: at,
          })),
        )
        .execute();
    });
});

describeOnEachEngine('moving people at the same time', (engine) => {
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  const acme = tenantId('acme');
  const managers = ['m1', 'm2', 'm3'];
  const reports = Array.from({ length: 30 }, (_, at) => `r${at}`);
  const managerOf = (at: number) => managers[at % managers.length] as string;
  beforeAll(async () => {
    running = await runTenancyNodes(engine, ['acme']);
    const { json, headers } = await request('GET', POLICIES);
    await request(
      'PUT',
      POLICIES,
      { roles: { ...json.roles, chief: ['tenant:read'] }, reach: { chief: 'team' } },
      headers['etag'],
    );
    for (const subject of managers) await request('POST', '/admin/users', person(subject));
  });
  afterAll(() => running.close());

  const person = (subject: string) => ({ subject, name: 'Somebody', roles: [] });
  const request = (method: string, path: string, body?: object, etag?: string) =>
    running.nodes[0].server.request(method, path, {
      as: { tenant: 'acme', subject: 'boss', roles: ['admin'] },
      ...(body && { body }),
      ...(etag !== undefined && { headers: { 'if-match': etag } }),
    });
  const versionNow = async () => (await running.db.withTenant(acme, 'read', hierarchyInForce))?.version ?? 0;
  const teams = async (node: TenancyNode, intent: Intent) => {
    const reached = managers.map((subject) =>
      node.tenancy.authorizer.authorize({ tenant: acme, subject, roles: ['chief'] }, 'tenant:read', intent),
    );
    return (await Promise.all(reached)).map((reach) => (reach === 'all' ? reach : [...reach.owners].sort()));
  };

  it('raises the version once for each, and leaves copies that are right, whoever has read meanwhile', async () => {
    const before = await versionNow();
    const moving = new AbortController();
    const readers = running.nodes.map(async (node) => {
      while (!moving.signal.aborted) {
        await teams(node, 'read');
        // What is in memory is answered without a turn of the loop.
        await turn();
      }
    });
    const created = await Promise.all(
      reports.map((subject, at) =>
        request('POST', '/admin/users', { ...person(subject), managerSubject: managerOf(at) }),
      ),
    );
    const moved = await Promise.all(
      reports.map((subject, at) =>
        request('PATCH', `/admin/users/${subject}`, { managerSubject: managerOf(at + 1) }, '"1"'),
      ),
    );
    moving.abort();
    await Promise.all(readers);
    expect(new Set(created.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(moved.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await versionNow()) - before).toBe(2 * reports.length);
    const truth = await teams(running.nodes[0], 'change');
    expect(truth.map((team) => team.length)).toEqual([11, 11, 11]);
    for (const node of running.nodes) await expect.poll(() => teams(node, 'read')).toEqual(truth);
  });
});

describeOnEachEngine('the hierarchy without copies', (engine) => {
  const acme = tenantId('acme');
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  afterEach(() => running.close());

  /** Asked twice: what the first question has left behind must not answer the second. */
  async function followsTheTables(): Promise<void> {
    const [{ server, tenancy }] = running.nodes;
    const as = { tenant: 'acme', subject: 'boss', roles: ['admin'] };
    const { json, headers } = await server.request('GET', POLICIES, { as });
    const body = { roles: { ...json.roles, chief: ['tenant:read'] }, reach: { chief: 'team' } };
    await server.request('PUT', POLICIES, { as, body, headers: { 'if-match': headers['etag'] ?? '' } });
    for (const subject of ['head', 'ana'])
      await server.request('POST', '/admin/users', { as, body: { subject, name: 'Somebody', roles: [] } });
    const chief = { tenant: acme, subject: 'head', roles: ['chief'] };
    const asked = () => tenancy.authorizer.authorize(chief, 'tenant:read', 'read');
    expect(await asked()).toEqual({ owners: ['head'] });
    await running.db.withTenant(acme, 'write', async (tx) => {
      await queries<Tables>(tx)
        .updateTable('tenancy.app_user')
        .set({ manager_subject: 'head' })
        .where('tenant_id', '=', tx.tenant)
        .where('subject', '=', 'ana')
        .execute();
    });
    expect(await asked()).toEqual({ owners: ['head', 'ana'] });
  }

  it('is that of the tables while the store answers nothing', async () => {
    running = await runTenancyNodes(engine, ['acme']);
    await running.breakStores();
    await followsTheTables();
  });

  it('is that of the tables where changes do not reach every process', async () => {
    running = await runTenancyNodes(engine, ['acme'], { sharesChanges: false });
    await followsTheTables();
  });
});
