import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase, type TestEngine } from '../testing/index.ts';
import { admin, otherPartner, partner, quoteAccepted, webhookDesk } from './fixtures/webhook-desk.ts';
import type { SendWebhook } from './send-webhook.ts';

const hook = 'http://127.0.0.1:4001/';

/** A desk with rights of its own for each test. */
function setUp(engine: TestEngine) {
  const clock = new ManualClock();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  beforeEach(() =>
    database.db.asOwner(async (owner) => {
      await owner.script('truncate platform.webhook_delivery; truncate platform.webhook_subscription');
    }),
  );
  afterAll(() => database.close());
  return async () => {
    const desk = await webhookDesk(database.db, clock);
    const sent: string[] = [];
    const send: SendWebhook = async ({ url, headers }) => {
      sent.push(`${new URL(url).port} ${headers['webhook-id']}`);
      return { kind: 'answered', status: 200 };
    };
    const dispatch = async (over: Parameters<typeof desk.dispatcher>[0] = {}) => {
      const dispatcher = desk.dispatcher({ send, ...over });
      await dispatcher.tick();
      await dispatcher.close();
    };
    return { clock, desk, sent, dispatch };
  };
}

describeOnEachEngine('a new subscription', (engine) => {
  const open = setUp(engine);

  it('names only what its creator may read', async () => {
    const { desk } = await open();
    const named = { callback: hook, eventTypes: ['QuoteAccepted', 'UserChanged'] };
    expect(await desk.post('/hub', named, partner)).toMatchObject({
      status: 403,
      json: {
        code: 'WEBHOOK_EVENT_FORBIDDEN',
        errors: [
          {
            pointer: '/eventTypes/1',
            code: 'EVENT_FORBIDDEN',
            reason: '"UserChanged" needs the permission "user:read"',
          },
        ],
      },
    });
    const inQuery = await desk.post('/hub', { callback: hook, query: 'eventType=UserChanged' }, partner);
    expect(inQuery).toMatchObject({ status: 403, json: { errors: [{ pointer: '/query' }] } });
    expect((await desk.get('/hub')).json.items).toEqual([]);
    expect((await desk.post('/hub', named, admin)).json.eventTypes).toEqual(named.eventTypes);
  });

  it('that names nothing hears what its creator may read, and everything only where that is everything', async () => {
    const { desk } = await open();
    const ofPartner = await desk.post('/hub', { callback: hook }, partner);
    expect(ofPartner.json).toMatchObject({
      eventTypes: ['OrderCreated', 'QuoteAccepted'],
      query: 'eventType=OrderCreated,QuoteAccepted',
    });
    const ofAdmin = await desk.post('/hub', { callback: hook }, admin);
    expect(ofAdmin.json.eventTypes).toEqual([]);
    await desk.consume(quoteAccepted({ type: 'UserChanged' }));
    expect(await desk.deliveries(ofPartner.json.id)).toEqual([]);
    expect(await desk.deliveries(ofAdmin.json.id)).toHaveLength(1);
  });

  it('of somebody who may read nothing is refused, and does not hear everything', async () => {
    const { desk } = await open();
    desk.rights.revoke('partner', 'quote:read');
    desk.rights.revoke('partner', 'order:read');
    expect(await desk.post('/hub', { callback: hook }, partner)).toMatchObject({
      status: 403,
      json: { code: 'WEBHOOK_EVENT_FORBIDDEN' },
    });
  });
});

describeOnEachEngine('a delivery', (engine) => {
  const open = setUp(engine);

  it('is not made any more when the policy takes the right to read away, also from one that is waiting', async () => {
    const { desk, sent, dispatch } = await open();
    const ofPartner = await desk.subscribe(hook, {}, partner);
    const ofAdmin = await desk.subscribe('http://127.0.0.1:4002/', {}, admin);
    const event = quoteAccepted();
    await desk.consume(event);
    desk.rights.revoke('partner', 'quote:read');
    const order = quoteAccepted({ type: 'OrderCreated' });
    await desk.consume(order);
    await dispatch();
    expect(sent.toSorted()).toEqual([`4001 ${order.id}`, `4002 ${event.id}`, `4002 ${order.id}`].toSorted());
    expect(await desk.deliveries(ofPartner.id)).toMatchObject([
      { state: 'delivered' },
      { state: 'failed', eventType: 'QuoteAccepted', lastError: 'FORBIDDEN' },
    ]);
    expect(await desk.deliveries(ofAdmin.id)).toHaveLength(2);
  });

  it('is not made for a suspended creator, not even of a ping, and is for others', async () => {
    const { desk, sent, dispatch } = await open();
    const suspended = await desk.subscribe(hook, {}, partner);
    const other = await desk.subscribe('http://127.0.0.1:4002/', {}, otherPartner);
    const event = quoteAccepted();
    await desk.consume(event);
    await desk.post(`/hub/${suspended.id}/test`, undefined, admin);
    desk.rights.suspended.add('partner-1');
    await dispatch();
    expect(sent).toEqual([`4002 ${event.id}`]);
    expect(await desk.deliveries(suspended.id)).toMatchObject([
      { state: 'failed', eventType: 'Ping', lastError: 'USER_SUSPENDED' },
      { state: 'failed', eventType: 'QuoteAccepted', lastError: 'USER_SUSPENDED' },
    ]);
    expect(await desk.deliveries(other.id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('is not made of the things of others for a creator who reaches their own, nor where nobody can tell whose it is', async () => {
    const { desk, sent, dispatch } = await open();
    const ofPartner = await desk.subscribe(hook, {}, partner);
    await desk.subscribe('http://127.0.0.1:4002/', {}, admin);
    desk.rights.narrow('partner-1', ['partner-1']);
    const of = (owner: unknown) => quoteAccepted({ data: { revision: 2, owner } as never });
    const own = of('partner-1');
    const hidden = [of('partner-2'), of(null), of(''), quoteAccepted()];
    const ownerless = quoteAccepted({ type: 'OrderCreated', data: { owner: 'partner-2' } });
    for (const event of [own, ...hidden, ownerless]) await desk.consume(event);
    await dispatch();
    expect(sent.filter((one) => one.startsWith('4001')).toSorted()).toEqual(
      [own, ownerless].map(({ id }) => `4001 ${id}`).toSorted(),
    );
    expect(sent.filter((one) => one.startsWith('4002'))).toHaveLength(6);
    const refused = (await desk.deliveries(ofPartner.id)).filter(
      ({ state }: { readonly state: string }) => state === 'failed',
    );
    expect(refused).toHaveLength(hidden.length);
    for (const delivery of refused) expect(delivery).toMatchObject({ lastError: 'OUT_OF_REACH' });
  });

  it('is made again of what has come into reach since', async () => {
    const { desk, sent, dispatch } = await open();
    const { id } = await desk.subscribe(hook, {}, partner);
    desk.rights.narrow('partner-1', ['partner-1']);
    const event = quoteAccepted({ data: { revision: 2, owner: 'partner-2' } });
    await desk.consume(event);
    await dispatch();
    expect(sent).toEqual([]);
    desk.rights.narrow('partner-1', ['partner-1', 'partner-2']);
    const [delivery] = await desk.deliveries(id);
    await desk.post(`/hub/${id}/deliveries/${delivery.id}/redeliver`, undefined, partner);
    await dispatch();
    expect(sent).toEqual([`4001 ${event.id}`]);
  });

  it('is not made for a suspended tenant; afterwards it can be asked for again', async () => {
    const { desk, sent, dispatch } = await open();
    const { id } = await desk.subscribe(hook, {}, partner);
    const event = quoteAccepted();
    await desk.consume(event);
    desk.rights.suspended.add('acme');
    await dispatch();
    desk.rights.suspended.delete('acme');
    expect(sent).toEqual([]);
    const [delivery] = await desk.deliveries(id);
    expect(delivery).toMatchObject({ state: 'failed', lastError: 'TENANT_SUSPENDED' });
    await desk.post(`/hub/${id}/deliveries/${delivery.id}/redeliver`, undefined, partner);
    await dispatch();
    expect(sent).toEqual([`4001 ${event.id}`]);
  });

  it('waits while nobody can say whether it may be made', async () => {
    const { clock, desk, sent, dispatch } = await open();
    const { id } = await desk.subscribe(hook, {}, partner);
    await desk.consume(quoteAccepted());
    const authorize = () => Promise.reject(new Error('the policy cannot be read'));
    await dispatch({ authorizer: { authorize } });
    expect(sent).toEqual([]);
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'pending' }]);
    clock.advance(60_000);
    await dispatch();
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'delivered' }]);
  });
});
