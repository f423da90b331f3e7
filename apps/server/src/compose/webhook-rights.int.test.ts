import { newUuid, systemClock, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import type { CommittedEvent, TransactionalConsumer } from '@quotewright/platform/messaging';
import { createLogger } from '@quotewright/platform/telemetry';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { startWebhookDispatcher } from '@quotewright/platform/webhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';
import { composeModules, type Modules } from './modules.ts';

const acme = tenantId('acme');
const admin = { tenant: 'acme', subject: 'ada', roles: ['admin'] };
const partner = { tenant: 'acme', subject: 'pia', roles: ['partner'] };

const quoteAccepted = (owner: string): CommittedEvent => ({
  id: newUuid(),
  tenant: acme,
  type: 'QuoteAccepted',
  schemaVersion: 1,
  aggregate: { type: 'quote', id: 'q-1' },
  sequence: 1,
  data: { owner },
  occurredAt: systemClock.now(),
});

describeOnEachEngine('what a partner is told of', (engine) => {
  let database: TestDatabase;
  let modules: Modules;
  let server: TestServer;
  beforeAll(async () => {
    const described = describeModules();
    const migrations = described.contexts.flatMap((context) => context.migrations ?? []);
    await described.close();
    database = await engine.open({ migrations });
    modules = composeModules({ database: database.db, webhooks: { privateTargets: true } });
    await database.db.withTenant(acme, 'write', (tx) =>
      modules.tenancy.createTenant(tx, systemPrincipal(acme, 'test'), { name: 'Acme' }),
    );
    const { authorizer } = modules.tenancy;
    server = await testServer({ modules: modules.contexts, database: database.db, authorizer });
  });
  afterAll(async () => {
    await server.close();
    await modules.close();
    await database.close();
  });

  const post = (path: string, body: object, as = partner) =>
    server.request('POST', path, { as, body, headers: { 'idempotency-key': newUuid() } });

  it('is what the policy lets partners read, until the partner is suspended', async () => {
    const { json: subscription } = await post('/hub', { callback: 'http://127.0.0.1:4001/' });
    expect(subscription.eventTypes).toEqual(
      expect.arrayContaining(['CatalogPublished', 'OrderCreated', 'QuoteAccepted']),
    );
    for (const type of ['AccountChanged', 'CachePurged', 'ContractPriceChanged', 'UserChanged']) {
      expect(subscription.eventTypes).not.toContain(type);
    }

    const webhooks = modules.consumers.find(({ name }) => name === 'webhooks') as TransactionalConsumer;
    const consume = (event: CommittedEvent) =>
      database.db.withTenant(acme, 'write', (tx) => webhooks.handle(tx, event));
    const sent: unknown[] = [];
    const ticks: (() => unknown)[] = [];
    const dispatcher = startWebhookDispatcher({
      database: database.db,
      authorizer: modules.tenancy.authorizer,
      clock: systemClock,
      log: createLogger({ level: 'silent', format: 'json' }),
      send: async ({ headers }) => {
        sent.push(headers['webhook-id']);
        return { kind: 'answered', status: 200 };
      },
      every: (_, tick) => {
        ticks.push(tick);
        return () => {};
      },
    });
    const dispatch = () => Promise.all(ticks.map((tick) => tick()));

    const heard = quoteAccepted('pia');
    await consume(heard);
    await consume(quoteAccepted('ana'));
    await dispatch();
    await post('/admin/users', { subject: 'pia', name: 'Pia', roles: ['partner'] }, admin);
    const suspended = await server.request('PATCH', '/admin/users/pia', {
      as: admin,
      body: { state: 'suspended' },
      headers: { 'if-match': '"1"' },
    });
    expect(suspended.json).toMatchObject({ state: 'suspended' });
    await consume(quoteAccepted('pia'));
    await dispatch();
    await dispatcher.close();

    expect(sent).toEqual([heard.id]);
    const { json } = await server.request('GET', `/hub/${subscription.id}/deliveries`, { as: admin });
    expect(json.items).toMatchObject([
      { state: 'failed', lastError: 'USER_SUSPENDED' },
      { state: 'failed', lastError: 'OUT_OF_REACH' },
      { state: 'delivered', eventId: heard.id },
    ]);
  });
});
