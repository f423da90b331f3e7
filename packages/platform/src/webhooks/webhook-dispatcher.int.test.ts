import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { openPostgres } from '../postgres/index.ts';
import { queries } from '../postgres/queries.ts';
import {
  describeOnEachEngine,
  describeOnPostgres,
  type TestDatabase,
  type TestEngine,
} from '../testing/index.ts';
import { claimDeliveries } from './delivery-claim.ts';
import { quoteAccepted, type WebhookDesk, webhookDesk } from './fixtures/webhook-desk.ts';
import type { SendWebhook, WebhookAnswer, WebhookMessage } from './send-webhook.ts';
import type { AttemptOutcome } from './webhook-metrics.ts';

const LEASE_MS = 60_000;
const OK: WebhookAnswer = { kind: 'answered', status: 200 };

/** Requests that stay open until a test answers them. */
function openRequests() {
  const open: { message: WebhookMessage; answer: (answer: WebhookAnswer) => void }[] = [];
  let arrived = Promise.withResolvers<void>();
  const send: SendWebhook = (message) => {
    const { promise, resolve } = Promise.withResolvers<WebhookAnswer>();
    message.signal.addEventListener('abort', () => resolve({ kind: 'unanswered', error: 'STOPPED' }));
    open.push({ message, answer: resolve });
    arrived.resolve();
    arrived = Promise.withResolvers();
    return promise;
  };
  return {
    send,
    open,
    async until(count: number) {
      while (open.length < count) await arrived.promise;
    },
  };
}

function setUp(engine: TestEngine) {
  const clock = new ManualClock();
  const at = { clock } as { clock: ManualClock; database: TestDatabase; desk: WebhookDesk };
  beforeAll(async () => {
    at.database = await engine.open({ migrations: [], clock });
    at.desk = await webhookDesk(at.database.db, clock);
  });
  beforeEach(() =>
    at.database.db.asOwner(async (owner) => {
      await owner.script('truncate platform.webhook_delivery; truncate platform.webhook_subscription');
    }),
  );
  afterAll(async () => {
    await at.desk.server.close();
    await at.database.close();
  });
  return at;
}

const eventIdOf = (message: WebhookMessage) => message.headers['webhook-id'];

describeOnEachEngine('a dispatcher', (engine) => {
  const at = setUp(engine);

  it('delivers again what was sent and never marked, because the process died between the two', async () => {
    const { id } = await at.desk.subscribe('http://127.0.0.1:4001/');
    const event = quoteAccepted();
    const sent: unknown[] = [];
    let dead = false;
    const dying: Database = {
      ...at.database.db,
      withTenant: (tenant, access, work) => {
        if (dead) throw new Error('killed');
        return at.database.db.withTenant(tenant, access, work);
      },
    };
    await at.desk.consume(event);
    const victim = at.desk.dispatcher({
      database: dying,
      send: async (message) => {
        sent.push(eventIdOf(message));
        dead = true;
        return OK;
      },
    });
    await victim.tick();
    await victim.close();

    const heir = at.desk.dispatcher({
      send: async (message) => {
        sent.push(eventIdOf(message));
        return OK;
      },
    });
    at.clock.advance(LEASE_MS - 1);
    await heir.tick();
    expect(sent).toEqual([event.id]);
    at.clock.advance(1);
    await heir.tick();
    await heir.close();
    expect(sent).toEqual([event.id, event.id]);
    expect(await at.desk.deliveries(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('lets nobody write who lost the delivery to another one', async () => {
    const { id } = await at.desk.subscribe('http://127.0.0.1:4001/');
    await at.desk.consume(quoteAccepted());
    const requests = openRequests();
    const outcomes: AttemptOutcome[] = [];
    const slow = at.desk.dispatcher({
      send: requests.send,
      metrics: { attemptEnded: (outcome) => outcomes.push(outcome), backlogIs: () => {} },
    });
    await requests.until(1);
    at.clock.advance(LEASE_MS);
    const heir = at.desk.dispatcher({ send: async () => OK });
    await heir.tick();
    await heir.close();
    requests.open[0]?.answer({ kind: 'answered', status: 500 });
    await slow.tick();
    await slow.close();
    expect(outcomes).toEqual(['void']);
    expect(await at.desk.deliveries(id)).toMatchObject([{ state: 'delivered', lastStatus: 200 }]);
    expect((await at.desk.get(`/hub/${id}`)).json).not.toHaveProperty('failingSince');
  });

  it('hands back what it has open when it closes, as if it had not tried', async () => {
    const { id } = await at.desk.subscribe('http://127.0.0.1:4001/');
    await at.desk.consume(quoteAccepted());
    const requests = openRequests();
    const dispatcher = at.desk.dispatcher({ send: requests.send });
    await requests.until(1);
    await dispatcher.close();
    expect(dispatcher.ticker.running).toBe(0);
    expect(await at.desk.deliveries(id)).toMatchObject([
      { state: 'pending', attempts: 0, nextAttemptAt: new Date(at.clock.now()).toISOString() },
    ]);
    await at.desk.consume(quoteAccepted());
    expect(requests.open).toHaveLength(1);
  });

  it('opens so many requests at a time and no more, and to one host still fewer, so that a slow one holds nobody up', async () => {
    await at.desk.subscribe('http://127.0.0.1:4001/');
    for (let count = 0; count < 6; count += 1) await at.desk.consume(quoteAccepted());
    await at.desk.subscribe('http://127.0.0.1:4002/', { eventTypes: ['OrderCreated'] });
    await at.desk.subscribe('http://127.0.0.1:4003/', { eventTypes: ['OrderCreated'] });
    at.clock.advance(1);
    for (let count = 0; count < 2; count += 1) await at.desk.consume(quoteAccepted({ type: 'OrderCreated' }));

    const requests = openRequests();
    const dispatcher = at.desk.dispatcher({ send: requests.send, concurrency: 5, perHost: 2 });
    await requests.until(5);
    const hosts = () => requests.open.map(({ message }) => new URL(message.url).port).toSorted();
    expect(hosts()).toEqual(['4001', '4001', '4002', '4002', '4003']);

    // A free place goes to a host that has room.
    requests.open.find(({ message }) => message.url.includes('4002'))?.answer(OK);
    await requests.until(6);
    expect(hosts()).toEqual(['4001', '4001', '4002', '4002', '4003', '4003']);
    requests.open.find(({ message }) => message.url.includes('4001'))?.answer(OK);
    await requests.until(7);
    expect(hosts().filter((port) => port === '4001')).toHaveLength(3);
    await dispatcher.close();
  });

  it('looks for more after a delivery only where there may be more', async () => {
    for (const port of [4001, 4002, 4003]) await at.desk.subscribe(`http://127.0.0.1:${port}/`);
    await at.desk.consume(quoteAccepted());
    let looks = 0;
    const counting: Database = {
      ...at.database.db,
      withSystem: (work) => {
        looks += 1;
        return at.database.db.withSystem(work);
      },
    };
    const requests = openRequests();
    let ended = Promise.withResolvers<void>();
    const metrics = { attemptEnded: () => ended.resolve(), backlogIs: () => {} };
    const start = (concurrency: number) =>
      at.desk.dispatcher({ database: counting, send: requests.send, metrics, concurrency });
    const answer = async (request: number) => {
      ended = Promise.withResolvers();
      requests.open[request]?.answer(OK);
      await ended.promise;
    };

    const roomy = start(4);
    await requests.until(3);
    for (const request of [0, 1, 2]) await answer(request);
    await roomy.close();
    expect(looks).toBe(1);

    await at.desk.consume(quoteAccepted());
    const narrow = start(2);
    await requests.until(5);
    await answer(3);
    await requests.until(6);
    expect(looks).toBe(3);
    await narrow.close();
  });

  it('lives through a database that is away, and says so once', async () => {
    await at.desk.subscribe('http://127.0.0.1:4001/');
    await at.desk.consume(quoteAccepted());
    let reachable = false;
    const flaky: Database = {
      ...at.database.db,
      withSystem: async (work) => {
        if (!reachable) throw new Error('away');
        return at.database.db.withSystem(work);
      },
    };
    const sent: unknown[] = [];
    const dispatcher = at.desk.dispatcher({
      database: flaky,
      send: async (message) => {
        sent.push(eventIdOf(message));
        return OK;
      },
    });
    await dispatcher.tick();
    reachable = true;
    await dispatcher.tick();
    await dispatcher.close();
    expect(sent).toHaveLength(1);
  });

  it('says how many deliveries are pending', async () => {
    await at.desk.subscribe('http://127.0.0.1:4001/');
    await at.desk.consume(quoteAccepted());
    await at.desk.consume(quoteAccepted());
    const backlogs: number[] = [];
    const dispatcher = at.desk.dispatcher({
      send: async () => ({ kind: 'answered', status: 500 }),
      metrics: { attemptEnded: () => {}, backlogIs: (pending) => backlogs.push(pending) },
    });
    await dispatcher.tick();
    await dispatcher.close();
    expect(backlogs).toEqual([2]);
  });
});

describeOnPostgres('several dispatchers', (engine) => {
  const at = setUp(engine);

  it('never have one delivery open at the same time, and deliver each once', async () => {
    await at.desk.subscribe('http://127.0.0.1:4001/');
    await at.desk.subscribe('http://127.0.0.1:4002/');
    const events = Array.from({ length: 30 }, () => quoteAccepted());
    for (const event of events) await at.desk.consume(event);

    const second = openPostgres({ url: at.database.url as string, clock: at.clock, poolSize: 4 });
    const open = new Set<string>();
    const sent: string[] = [];
    let overlaps = 0;
    const send: SendWebhook = async (message) => {
      const delivery = `${message.url} ${eventIdOf(message)}`;
      if (open.has(delivery)) overlaps += 1;
      open.add(delivery);
      await at.database.db.ping();
      sent.push(delivery);
      open.delete(delivery);
      return OK;
    };
    const dispatchers = [at.database.db, second, at.database.db].map((database) =>
      at.desk.dispatcher({ database, send }),
    );
    while (sent.length < 60) await Promise.all(dispatchers.map((dispatcher) => dispatcher.tick()));
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()));
    await second.close();
    expect(overlaps).toBe(0);
    expect(new Set(sent).size).toBe(60);
    expect(sent).toHaveLength(60);
  });

  it('learn that there is more where another one holds what they found', async () => {
    await at.desk.subscribe('http://127.0.0.1:4001/');
    await at.desk.consume(quoteAccepted());
    const bounds = { limit: 5, perHost: 2, underWay: new Map(), leaseMs: LEASE_MS };
    const held = Promise.withResolvers<unknown>();
    const leave = Promise.withResolvers<void>();
    const holder = at.database.db.withSystem(async (tx) => {
      held.resolve(await claimDeliveries(tx, bounds));
      await leave.promise;
    });
    expect(await held.promise).toMatchObject({ claims: [{ host: '127.0.0.1:4001' }], more: false });
    const claim = () => at.database.db.withSystem((tx) => claimDeliveries(tx, bounds));
    expect(await claim()).toEqual({ claims: [], more: true });
    leave.resolve();
    await holder;
    expect(await claim()).toEqual({ claims: [], more: false });
  });

  it('take no more of a host than its share, however much waits there', async () => {
    await at.database.db.withTenant(tenantId('acme'), 'write', (tx) =>
      sql`insert into platform.webhook_delivery
        (tenant_id, id, subscription_id, host, event_id, event_type, read_permission, body, state, due_at, created_at)
        select 'acme', gen_random_uuid(), gen_random_uuid(), 'host-' || (n % 6), gen_random_uuid(), 'X', 'x:read', '{}', 'pending',
          ${new Date(at.clock.now())}::timestamptz, now() from generate_series(1, 3000) n`.execute(
        queries(tx),
      ),
    );
    const underWay = new Map([
      ['host-0', 2],
      ['host-1', 1],
    ]);
    const { claims, more } = await at.database.db.withSystem((tx) =>
      claimDeliveries(tx, { limit: 12, perHost: 2, underWay, leaseMs: LEASE_MS }),
    );
    expect(more).toBe(false);
    expect(claims.map(({ host }) => host).toSorted()).toEqual([
      'host-1',
      ...[2, 3, 4, 5].flatMap((host) => [`host-${host}`, `host-${host}`]),
    ]);
  });
});
