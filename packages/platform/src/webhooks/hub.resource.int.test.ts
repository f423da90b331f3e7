import { newUuid, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { queries } from '../postgres/queries.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { deskRights } from './fixtures/desk-rights.ts';
import {
  admin,
  otherPartner,
  partner,
  quoteAccepted,
  stranger,
  type WebhookDesk,
  webhookDesk,
} from './fixtures/webhook-desk.ts';

const hook = 'https://partner.example/hook';
const acme = tenantId('acme');

describeOnEachEngine('a subscription', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;
  let desk: WebhookDesk;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    desk = await webhookDesk(database.db, clock);
  });
  afterAll(async () => {
    await desk.server.close();
    await database.close();
  });
  beforeEach(async () => {
    for (const tenant of ['acme', 'globex']) {
      await database.db.withTenant(tenantId(tenant), 'write', (tx) =>
        sql`delete from platform.webhook_subscription`.execute(queries(tx)),
      );
    }
  });

  const remove = (id: string, as = admin) => desk.server.request('DELETE', `/hub/${id}`, { as });

  it('is made as TM Forum asks for it, and shows its secret once', async () => {
    const key = { 'idempotency-key': newUuid() };
    const body = { callback: hook, query: 'eventType=QuoteAccepted,OrderCreated', description: 'ERP' };
    const made = await desk.server.request('POST', '/hub', { as: partner, body, headers: key });
    expect(made).toMatchObject({ status: 201, headers: { location: `/api/v1/hub/${made.json.id}` } });
    const { secret, ...shown } = made.json;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toEqual({
      id: expect.any(String),
      callback: hook,
      eventTypes: ['QuoteAccepted', 'OrderCreated'],
      query: 'eventType=QuoteAccepted,OrderCreated',
      description: 'ERP',
      state: 'enabled',
      createdBy: 'partner-1',
      createdAt: expect.any(String),
    });
    expect((await desk.get(`/hub/${shown.id}`)).json).toEqual(shown);

    const again = await desk.server.request('POST', '/hub', { as: partner, body, headers: key });
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(again.json).toEqual(shown);
    expect((await desk.get('/hub')).json.items).toHaveLength(1);
  });

  it('keeps its secret nowhere in the database in a readable form', async () => {
    const { id, secret } = await desk.subscribe(hook);
    const rotated = (await desk.post(`/hub/${id}/rotate-secret`)).json.secret;
    const everything = await database.db.withTenant(acme, 'read', async (tx) => {
      const { rows } = await sql<{ kept: string }>`
        select row_to_json(s)::text as kept from platform.webhook_subscription s
        union all select coalesce(convert_from(body, 'UTF8'), '') from platform.idempotency
        union all select row_to_json(a)::text from platform.audit_entry a`.execute(queries(tx));
      return rows.map(({ kept }) => kept).join('\n');
    });
    expect(everything).toContain('sealed:');
    expect(everything).toContain(id);
    for (const each of [secret, rotated]) expect(everything).not.toContain(each.slice('whsec_'.length));
  });

  it('needs an Idempotency-Key', async () => {
    const made = await desk.server.request('POST', '/hub', { as: admin, body: { callback: hook } });
    expect(made.json.code).toBe('IDEMPOTENCY_KEY_REQUIRED');
  });

  it('names events that exist; otherwise the nearest one is proposed', async () => {
    const wrong = await desk.post('/hub', { callback: hook, eventTypes: ['OrderCreated', 'QuoteAcepted'] });
    expect(wrong).toMatchObject({
      status: 422,
      json: {
        code: 'WEBHOOK_EVENT_UNKNOWN',
        errors: [
          {
            pointer: '/eventTypes/1',
            code: 'EVENT_UNKNOWN',
            reason: 'there is no event "QuoteAcepted"; did you mean QuoteAccepted?',
          },
        ],
      },
    });
    const inQuery = await desk.post('/hub', { callback: hook, query: 'eventType=Zebra' });
    expect(inQuery.json.errors).toMatchObject([{ pointer: '/query', reason: 'there is no event "Zebra"' }]);
  });

  it.each(['state=accepted', 'eventType=QuoteAccepted&state=accepted', 'QuoteAccepted', ''])(
    'takes no other query: %s',
    async (query) => {
      const { status, json } = await desk.post('/hub', { callback: hook, query });
      expect({ status, code: json.code }).toEqual({ status: 422, code: 'WEBHOOK_QUERY_INVALID' });
    },
  );

  it('names its events in one of the two ways', async () => {
    const both = { callback: hook, eventTypes: ['QuoteAccepted'], query: 'eventType=QuoteAccepted' };
    expect((await desk.post('/hub', both)).status).toBe(400);
  });

  it('is one of at most fifty', async () => {
    const answers = await Promise.all(
      Array.from({ length: 53 }, () => desk.post('/hub', { callback: hook })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({
      status: 409,
      json: { code: 'WEBHOOK_LIMIT_REACHED' },
    });
    const pages: unknown[] = [];
    let cursor = '';
    do {
      const { json } = await desk.get(`/hub?limit=20${cursor}`);
      pages.push(json.items.length);
      cursor = json.nextCursor === undefined ? '' : `&cursor=${json.nextCursor}`;
    } while (cursor !== '');
    expect(pages).toEqual([20, 20, 10]);
    const ofAnother = await desk.subscribe(hook, {}, stranger);
    expect(ofAnother.id).toBeDefined();
  });

  it('of another tenant does not exist', async () => {
    const { id } = await desk.subscribe(hook);
    await desk.consume(quoteAccepted());
    const [delivery] = await desk.deliveries(id);
    const answers = await Promise.all([
      desk.get(`/hub/${id}`, stranger),
      desk.get(`/hub/${id}/deliveries`, stranger),
      remove(id, stranger),
      desk.post(`/hub/${id}/rotate-secret`, undefined, stranger),
      desk.post(`/hub/${id}/test`, undefined, stranger),
      desk.post(`/hub/${id}/enable`, undefined, stranger),
      desk.post(`/hub/${id}/deliveries/${delivery.id}/redeliver`, undefined, stranger),
    ]);
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(
      answers.map(() => [404, 'WEBHOOK_UNKNOWN']),
    );
    expect((await desk.get('/hub', stranger)).json.items).toEqual([]);
    expect((await desk.get(`/hub/${id}`)).json.state).toBe('enabled');
  });

  it('of a partner is seen and managed by that partner, by operators and administrators', async () => {
    const mine = await desk.subscribe(hook, {}, partner);
    const theirs = await desk.subscribe(hook, {}, otherPartner);
    const ours = await desk.subscribe(hook, {}, admin);
    const seen = async (as: typeof admin) =>
      (await desk.get('/hub', as)).json.items.map(({ id }: { id: string }) => id);
    expect(await seen(partner)).toEqual([mine.id]);
    expect(await seen(otherPartner)).toEqual([theirs.id]);
    expect(await seen({ ...admin, subject: 'op', roles: ['operator'] })).toEqual([
      mine.id,
      theirs.id,
      ours.id,
    ]);
    expect((await desk.get(`/hub/${theirs.id}`, partner)).status).toBe(404);
    expect((await desk.get(`/hub/${theirs.id}/deliveries`, partner)).status).toBe(404);
    expect((await remove(theirs.id, partner)).status).toBe(404);
    expect((await remove(mine.id, partner)).status).toBe(204);
    expect((await remove(theirs.id, admin)).status).toBe(204);
    expect(await seen(admin)).toEqual([ours.id]);
  });

  it('is not for roles without the permission', async () => {
    const sales = { tenant: 'acme', subject: 's', roles: ['sales'] };
    expect((await desk.get('/hub', sales)).status).toBe(403);
    expect((await desk.post('/hub', { callback: hook }, sales)).status).toBe(403);
  });

  it('leaves a trail that holds no address and no secret', async () => {
    const { id } = await desk.subscribe(`${hook}?token=t0k3n`, {}, partner);
    await desk.post(`/hub/${id}/rotate-secret`);
    await remove(id);
    const { items } = await database.db.withTenant(acme, 'read', (tx) =>
      listAudit(tx, { entity: { type: 'webhook', id } }, { limit: 10 }),
    );
    expect(items.map(({ action, actor }) => [action, actor.subject]).toSorted()).toEqual([
      ['webhook.rotate-secret', 'ada'],
      ['webhook.subscribe', 'partner-1'],
      ['webhook.unsubscribe', 'ada'],
    ]);
    expect(JSON.stringify(items)).not.toContain('t0k3n');
  });

  it('does not begin a delivery anew that is under way, nor one of another subscription', async () => {
    const { id } = await desk.subscribe(hook);
    const other = await desk.subscribe(hook);
    await desk.consume(quoteAccepted());
    const [delivery] = await desk.deliveries(id);
    const again = (of: string) => desk.post(`/hub/${of}/deliveries/${delivery.id}/redeliver`);
    expect((await again(id)).json.code).toBe('WEBHOOK_DELIVERY_PENDING');
    expect((await again(other.id)).json.code).toBe('WEBHOOK_DELIVERY_UNKNOWN');
  });

  it('shows its deliveries a page at a time, the newest first', async () => {
    const { id } = await desk.subscribe(hook);
    const events = Array.from({ length: 5 }, () => quoteAccepted());
    for (const event of events) await desk.consume(event);
    const first = await desk.get(`/hub/${id}/deliveries?limit=3`);
    const second = await desk.get(`/hub/${id}/deliveries?limit=3&cursor=${first.json.nextCursor}`);
    const ids = [...first.json.items, ...second.json.items].map(({ eventId }) => eventId);
    expect(ids).toEqual(events.map((event) => event.id).toReversed());
    expect(second.json).not.toHaveProperty('nextCursor');
  });

  it('and its deliveries are hidden from the system as far as dispatching does not need them', async () => {
    await desk.subscribe(hook);
    const system = (statement: string) =>
      database.db.withSystem((tx) => sql.raw(statement).execute(queries(tx)));
    for (const statement of [
      'select id from platform.webhook_subscription',
      'select body from platform.webhook_delivery',
      "update platform.webhook_delivery set state = 'failed'",
    ]) {
      await expect(system(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describeOnEachEngine('a callback', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  const subscribed = async (callback: string, addresses: readonly string[] | Error = ['93.184.216.34']) => {
    const resolve = async () => {
      if (addresses instanceof Error) throw addresses;
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    };
    const desk = await webhookDesk(database.db, clock, { privateTargets: false, resolve });
    const answer = await desk.post('/hub', { callback });
    await desk.server.close();
    return answer;
  };

  it('is accepted where its name has public addresses, or none yet', async () => {
    expect((await subscribed(hook)).status).toBe(201);
    expect((await subscribed(hook, new Error('no such name'))).status).toBe(201);
  });

  it('is refused where its name or its digits are a private address', async () => {
    for (const [callback, addresses] of [
      ['https://inside.example/', ['10.0.0.7']],
      ['https://mixed.example/', ['93.184.216.34', 'fd00:ec2::254']],
      ['https://169.254.169.254/', []],
      ['https://localhost:8443/', ['127.0.0.1', '::1']],
      ['http://partner.example/', []],
    ] as const) {
      expect(await subscribed(callback, addresses), callback).toMatchObject({
        status: 422,
        json: { code: 'WEBHOOK_CALLBACK_REFUSED', errors: [{ pointer: '/callback' }] },
      });
    }
  });
});

describe('a module without events', () => {
  it('has nobody who listens', async () => {
    const { webhookModule } = await import('./index.ts');
    const { authorizer } = deskRights();
    expect(webhookModule({ events: [], authorizer }).consumers).toEqual([]);
  });
});
