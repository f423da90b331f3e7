import { createHmac } from 'node:crypto';
import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { quoteAccepted, type WebhookDesk, webhookDesk } from './fixtures/webhook-desk.ts';
import { status, type WebhookReceiver, webhookReceiver } from './fixtures/webhook-receiver.ts';
import { webhookSender } from './index.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

describeOnEachEngine('a delivery', (engine) => {
  let clock: ManualClock;
  let database: TestDatabase;
  let desk: WebhookDesk;
  let receiver: WebhookReceiver;
  let dispatcher: ReturnType<WebhookDesk['dispatcher']>;

  beforeAll(async () => {
    clock = new ManualClock();
    database = await engine.open({ migrations: [], clock });
    desk = await webhookDesk(database.db, clock);
  });
  beforeEach(async () => {
    receiver = await webhookReceiver();
    dispatcher = desk.dispatcher();
  });
  afterEach(async () => {
    await dispatcher.close();
    await receiver.close();
    for (const { id } of (await desk.get('/hub')).json.items) {
      await desk.server.request('DELETE', `/hub/${id}`, { as: { tenant: 'acme', roles: ['admin'] } });
    }
  });
  afterAll(async () => {
    await desk.server.close();
    await database.close();
  });

  const signed = (secret: string, headers: Readonly<Record<string, string>>, body: string) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
  };

  it('is the CloudEvent, signed with the secret of the subscription', async () => {
    const { id, secret } = await desk.subscribe(receiver.url, { eventTypes: ['QuoteAccepted'] });
    const event = quoteAccepted();
    await desk.consume(event);
    await dispatcher.tick();

    expect(receiver.received).toHaveLength(1);
    const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect(path).toBe('/hook');
    expect(JSON.parse(body)).toMatchObject({
      specversion: '1.0',
      id: event.id,
      type: 'quotewright.QuoteAccepted.v1',
      subject: 'quote/q-1',
      tenantid: 'acme',
      sequence: '7',
      data: event.data,
    });
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': event.id,
      'webhook-timestamp': String(clock.now() / 1_000),
      'webhook-signature': signed(secret, headers, body),
    });
    expect(await desk.deliveries(id)).toEqual([
      {
        id: expect.any(String),
        eventId: event.id,
        eventType: 'QuoteAccepted',
        state: 'delivered',
        attempts: 1,
        lastAttemptAt: expect.any(String),
        lastStatus: 204,
        createdAt: expect.any(String),
        endedAt: expect.any(String),
      },
    ]);
  });

  it('is made for each subscription that hears the event, and once however often the event comes', async () => {
    const hears = await desk.subscribe(receiver.url, { query: 'eventType=QuoteAccepted' });
    const hearsAll = await desk.subscribe(receiver.url);
    const deaf = await desk.subscribe(receiver.url, { eventTypes: ['OrderCreated'] });
    const event = quoteAccepted();
    await desk.consume(event);
    await desk.consume(event);
    await desk.consume(quoteAccepted({ tenant: tenantId('globex') }));
    await dispatcher.tick();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([event.id, event.id]);
    expect(await desk.deliveries(hears.id)).toHaveLength(1);
    expect(await desk.deliveries(hearsAll.id)).toHaveLength(1);
    expect(await desk.deliveries(deaf.id)).toEqual([]);
  });

  it('carries a signature of each secret for 24 hours after a rotation', async () => {
    const { id, secret: old } = await desk.subscribe(receiver.url);
    const rotated = await desk.post(`/hub/${id}/rotate-secret`);
    expect(rotated.json.previousSecretValidUntil).toBe(new Date(clock.now() + DAY).toISOString());
    const fresh = rotated.json.secret;
    expect(fresh).not.toBe(old);

    const signaturesOf = async () => {
      await desk.consume(quoteAccepted());
      await dispatcher.tick();
      const { headers, body } = receiver.received.at(-1) as (typeof receiver.received)[0];
      const known = new Map([fresh, old].map((secret) => [signed(secret, headers, body), secret]));
      return headers['webhook-signature']?.split(' ').map((signature) => known.get(signature));
    };
    clock.advance(DAY - 1);
    expect(await signaturesOf()).toEqual([fresh, old]);
    clock.advance(1);
    expect(await signaturesOf()).toEqual([fresh]);
  });

  it('is tried again after a failure, ever later', async () => {
    const { id } = await desk.subscribe(receiver.url);
    receiver.behave(status(500));
    await desk.consume(quoteAccepted());
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await dispatcher.tick();
      const [delivery] = await desk.deliveries(id);
      expect(delivery).toMatchObject({ state: 'pending', attempts: attempt, lastStatus: 500 });
      const wait = Date.parse(delivery.nextAttemptAt) - clock.now();
      clock.advance(wait - 1);
      await dispatcher.tick();
      expect(receiver.received).toHaveLength(attempt);
      clock.advance(1);
      waits.push(wait / 1_000);
    }
    expect(waits).toEqual([5, 30, 120, 600, 3_600, 10_800, 21_600, 21_600]);

    receiver.behave(status(200));
    await dispatcher.tick();
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'delivered', attempts: 9, lastStatus: 200 }]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await desk.get(`/hub/${id}`)).json).not.toHaveProperty('failingSince');
  });

  it('waits as long as the receiver asks, within bounds', async () => {
    const { id } = await desk.subscribe(receiver.url);
    receiver.behave(status(503, { 'retry-after': '900' }));
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    const [delivery] = await desk.deliveries(id);
    expect(Date.parse(delivery.nextAttemptAt) - clock.now()).toBe(900_000);
  });

  it('is given up after three days, and the subscription with it', async () => {
    const { id } = await desk.subscribe(receiver.url);
    receiver.behave(status(500));
    await desk.consume(quoteAccepted());
    const begun = clock.now();
    await dispatcher.tick();
    for (;;) {
      const [{ nextAttemptAt }] = await desk.deliveries(id);
      if (nextAttemptAt === undefined) break;
      clock.setWall(nextAttemptAt);
      await dispatcher.tick();
    }
    expect(clock.now() - begun).toBe(3 * DAY);
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'failed', lastStatus: 500 }]);
    expect((await desk.get(`/hub/${id}`)).json).toMatchObject({
      state: 'disabled',
      disabledReason: 'failing',
      disabledAt: new Date(clock.now()).toISOString(),
    });
    const audit = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      listAudit(tx, { entity: { type: 'webhook', id } }, { limit: 1 }),
    );
    expect(audit.items).toMatchObject([
      { actor: { subject: 'system:webhooks' }, action: 'webhook.disable', detail: { reason: 'failing' } },
    ]);

    await desk.consume(quoteAccepted());
    expect(await desk.deliveries(id)).toHaveLength(1);
    expect((await desk.post(`/hub/${id}/test`)).json.code).toBe('WEBHOOK_DISABLED');
  });

  it('does not disable a subscription that something else has reached meanwhile', async () => {
    const { id } = await desk.subscribe(receiver.url);
    const bad = quoteAccepted();
    receiver.behave(({ headers }, response) =>
      response.writeHead(headers['webhook-id'] === bad.id ? 500 : 200).end(),
    );
    await desk.consume(bad);
    await dispatcher.tick();
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    clock.advance(4 * DAY);
    await dispatcher.tick();
    expect((await desk.deliveries(id)).map(({ state }: { state: string }) => state)).toEqual([
      'delivered',
      'failed',
    ]);
    expect((await desk.get(`/hub/${id}`)).json.state).toBe('enabled');
  });

  it('ends at once when the receiver says that it is gone, and begins again when it is told to', async () => {
    const { id } = await desk.subscribe(receiver.url);
    receiver.behave(status(410));
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    const [delivery] = await desk.deliveries(id);
    expect(delivery).toMatchObject({ state: 'failed', attempts: 1, lastStatus: 410 });
    expect((await desk.get(`/hub/${id}`)).json).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    const again = `/hub/${id}/deliveries/${delivery.id}/redeliver`;
    expect((await desk.post(again)).json.code).toBe('WEBHOOK_DISABLED');

    receiver.behave(status(200));
    expect((await desk.post(`/hub/${id}/enable`)).json.state).toBe('enabled');
    expect((await desk.post(again)).json).toMatchObject({ state: 'pending', attempts: 0 });
    await dispatcher.tick();
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'delivered', eventId: delivery.eventId }]);
  });

  it('is not sent once the subscription is disabled or removed', async () => {
    const disabled = await desk.subscribe(receiver.url);
    const removed = await desk.subscribe(receiver.url);
    receiver.behave(status(500));
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    receiver.behave(status(410));
    await desk.post(`/hub/${disabled.id}/test`);
    await dispatcher.tick();
    await desk.server.request('DELETE', `/hub/${removed.id}`, { as: { tenant: 'acme', roles: ['admin'] } });
    const sent = receiver.received.length;
    clock.advance(HOUR);
    await dispatcher.tick();
    expect(receiver.received).toHaveLength(sent);
    expect((await desk.deliveries(disabled.id)).at(-1)).toMatchObject({
      state: 'failed',
      lastError: 'SUBSCRIPTION_DISABLED',
    });
  });

  it('is sent when its event is committed, without waiting for the next poll', async () => {
    await desk.subscribe(receiver.url);
    const arrived = Promise.withResolvers<string>();
    receiver.behave(({ headers }, response) => {
      response.writeHead(204).end();
      arrived.resolve(headers['webhook-id'] ?? '');
    });
    const event = quoteAccepted();
    await desk.consume(event);
    expect(await arrived.promise).toBe(event.id);
  });

  it('has failed for now when the receiver redirects it, or does not answer in time', async () => {
    const { id } = await desk.subscribe(receiver.url);
    receiver.behave(status(308, { location: receiver.url }));
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    expect(receiver.received).toHaveLength(1);
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 308 }]);

    await dispatcher.close();
    dispatcher = desk.dispatcher({ send: webhookSender({ privateTargets: true, timeoutMs: 50 }) });
    receiver.behave(() => {});
    clock.advance(5_000);
    await dispatcher.tick();
    const [delivery] = await desk.deliveries(id);
    expect(delivery).toMatchObject({ state: 'pending', attempts: 2, lastError: 'TIMEOUT' });
    expect(delivery).not.toHaveProperty('lastStatus');
    expect((await desk.get(`/hub/${id}`)).json.failingSince).toBe(
      new Date(clock.now() - 5_000).toISOString(),
    );
  });

  it('of a ping arrives as any other', async () => {
    const { id } = await desk.subscribe(receiver.url, { eventTypes: ['OrderCreated'] });
    const asked = await desk.post(`/hub/${id}/test`);
    expect(asked).toMatchObject({ status: 202, json: { eventType: 'Ping', state: 'pending' } });
    await dispatcher.tick();
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      id: asked.json.eventId,
      type: 'quotewright.Ping.v1',
      subject: `webhook/${id}`,
    });
  });

  it('waits where the secret cannot be read, says so, and is made as soon as the secret was replaced', async () => {
    const { id } = await desk.subscribe(receiver.url);
    await dispatcher.close();
    dispatcher = desk.dispatcher({ secretKey: 'another key' });
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    expect(receiver.received).toEqual([]);
    expect(await desk.deliveries(id)).toMatchObject([{ state: 'pending', lastError: 'SECRET_UNREADABLE' }]);

    const underNewKey = await webhookDesk(database.db, clock, { secretKey: 'another key' });
    const { secret, ...shown } = (await underNewKey.post(`/hub/${id}/rotate-secret`)).json;
    await underNewKey.server.close();
    expect(shown).not.toHaveProperty('previousSecretValidUntil');
    clock.advance(5_000);
    await dispatcher.tick();
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect(headers['webhook-signature']).toBe(signed(secret, headers, body));
  });

  it('is forgotten 30 days after it ended', async () => {
    const { id } = await desk.subscribe(receiver.url);
    await desk.consume(quoteAccepted());
    await dispatcher.tick();
    clock.advance(30 * DAY);
    await dispatcher.tick();
    expect(await desk.deliveries(id)).toHaveLength(1);
    clock.advance(1);
    await dispatcher.tick();
    expect(await desk.deliveries(id)).toEqual([]);
  });
});
