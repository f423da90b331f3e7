import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { confirmationModule } from '../confirmations/index.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { sessionAuthenticator, sessionModule } from './index.ts';

const ana: TestPrincipal = { tenant: 'acme', subject: 'ana', roles: ['sales'] };
const olga: TestPrincipal = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
const HOST = 'console.example';
const REASON = 'her laptop was stolen';

describeOnEachEngine('all sessions of a user', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  let database: TestDatabase;
  let server: TestServer;
  let otherNode: TestServer;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    const deps = { database: database.db, secure: true };
    const node = () => {
      const sessions = sessionModule(deps);
      const authorizer = defaultRolesAuthorizer([sessions]);
      const confirmations = confirmationModule({
        database: database.db,
        authorizer,
        routes: () => sessions.routes,
      });
      return testServer({
        modules: [sessions, confirmations],
        database: database.db,
        clock,
        authorizer,
        overrides: { sessions: sessionAuthenticator(deps) },
      });
    };
    server = await node();
    otherNode = await node();
  });
  afterAll(async () => {
    await server.close();
    await otherNode.close();
    await database.close();
  });

  async function signIn(as: TestPrincipal): Promise<string> {
    const answer = await server.request('POST', '/session', { as });
    expect(answer.status).toBe(201);
    return String(answer.headers['set-cookie']).split(';')[0] as string;
  }

  const look = async (cookie: string, at = server) =>
    (await at.request('GET', '/session', { headers: { cookie, host: HOST } })).status;

  const confirm = (subject: string, as = olga) =>
    server.request('POST', '/admin/confirmations', {
      as,
      body: { operationId: 'endSessionsOfUser', params: { subject }, body: { reason: REASON } },
    });

  let orders = 0;
  async function end(subject: string, { as = olga, token }: { as?: TestPrincipal; token?: string } = {}) {
    orders += 1;
    return server.request('POST', `/admin/users/${encodeURIComponent(subject)}/end-sessions`, {
      as,
      body: { reason: REASON },
      headers: {
        'idempotency-key': `order-${orders}`,
        'quotewright-confirmation': token ?? (await confirm(subject, as)).json.token,
      },
    });
  }

  it('end at once on every node, and those of nobody else', async () => {
    const [first, second] = [await signIn(ana), await signIn(ana)];
    const bystanders = [
      await signIn({ ...ana, subject: 'ana2' }),
      await signIn({ ...ana, tenant: 'globex' }),
      await signIn(olga),
    ];
    for (const node of [server, otherNode]) expect(await look(first, node)).toBe(200);
    expect(await end('ana')).toMatchObject({ status: 200, json: { subject: 'ana', ended: 2 } });
    for (const node of [server, otherNode]) {
      for (const cookie of [first, second]) expect(await look(cookie, node)).toBe(401);
      for (const cookie of bystanders) expect(await look(cookie, node)).toBe(200);
    }
  });

  it('can be opened again with a token', async () => {
    await end('ana');
    expect(await look(await signIn(ana))).toBe(200);
  });

  it('are ended by operators and administrators only, of their own tenant', async () => {
    await end('ana');
    const cookie = await signIn(ana);
    for (const role of ['sales', 'approver', 'catalog-manager', 'partner']) {
      const as = { ...olga, roles: [role] };
      expect(await end('ana', { as, token: 'any' })).toMatchObject({
        status: 403,
        json: { code: 'FORBIDDEN' },
      });
    }
    const elsewhere = await end('ana', { as: { ...olga, tenant: 'initech' } });
    expect(elsewhere).toMatchObject({ status: 200, json: { ended: 0 } });
    expect(await look(cookie)).toBe(200);
    expect((await end('ana', { as: { ...olga, roles: ['admin'] } })).json).toMatchObject({ ended: 1 });
  });

  it('are ended after a confirmation that tells how many are open, and is for this user alone', async () => {
    await end('ana');
    const cookie = await signIn(ana);
    const confirmation = await confirm('ana');
    expect(confirmation).toMatchObject({ status: 201, json: { preview: { subject: 'ana', open: 1 } } });
    const bare = await server.request('POST', '/admin/users/ana/end-sessions', {
      as: olga,
      body: { reason: REASON },
      headers: { 'idempotency-key': 'bare' },
    });
    expect(bare).toMatchObject({ status: 428, json: { code: 'CONFIRMATION_REQUIRED' } });
    const { token } = confirmation.json;
    expect(await end('olga', { token })).toMatchObject({ status: 412 });
    expect(await look(cookie)).toBe(200);
    expect((await end('ana', { token })).status).toBe(200);
    expect(await end('ana', { token })).toMatchObject({ status: 412 });
  });

  it('are counted without those that have ended by themselves', async () => {
    const tenant = 'hooli';
    await signIn({ ...ana, tenant });
    clock.advance(8 * 3_600_000);
    await signIn({ ...ana, tenant });
    expect((await confirm('ana', { ...olga, tenant })).json.preview).toMatchObject({ open: 1 });
    expect((await end('ana', { as: { ...olga, tenant } })).json).toMatchObject({ ended: 1 });
  });

  it('are ended by one order of two that are the same, with one entry in the audit trail', async () => {
    const tenant = 'umbrella';
    const as = { ...olga, tenant };
    const subject = 'idp|ana/1 %2F';
    await signIn({ ...ana, tenant, subject });
    const { token } = (await confirm(subject, as)).json;
    const order = () =>
      server.request('POST', `/admin/users/${encodeURIComponent(subject)}/end-sessions`, {
        as,
        body: { reason: REASON },
        headers: { 'idempotency-key': 'once', 'quotewright-confirmation': token },
      });
    const [done, again] = [await order(), await order()];
    expect(done).toMatchObject({ status: 200, json: { subject, ended: 1 } });
    expect(again).toMatchObject({ status: 200, json: done.json });
    const { items } = await database.db.withTenant(tenantId(tenant), 'read', (tx) =>
      listAudit(tx, { action: 'session.end-all' }, { limit: 9 }),
    );
    expect(items).toMatchObject([
      {
        actor: { subject: 'olga' },
        entity: { type: 'user', id: subject },
        reason: REASON,
        detail: { ended: 1 },
      },
    ]);
  });

  it('are not ended without a reason', async () => {
    for (const reason of [undefined, '', '  ', 'a\u0000b', 'x'.repeat(501)]) {
      const answer = await server.request('POST', '/admin/users/ana/end-sessions', {
        as: olga,
        body: { reason },
        headers: { 'idempotency-key': 'without', 'quotewright-confirmation': 'any' },
      });
      expect(answer.status).toBe(400);
    }
  });
});
