import { DomainError, newUuid, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../audit/index.ts';
import { runDueJobs } from '../../jobs/index.ts';
import { bucketLimiter } from '../../limits/fixtures/bucket-limiter.ts';
import { limiterWithoutStore } from '../../limits/fixtures/limiter-without-store.ts';
import { quotaFields } from '../../limits/fixtures/quota-fields.ts';
import { QUOTAS, requestLimits } from '../../limits/index.ts';
import type { Limiter } from '../../limits/limiter.ts';
import type { ContextModule } from '../../module/context-module.ts';
import { createLogger } from '../../telemetry/logger.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  sampleEvent,
  type TestAnswer,
  type TestDatabase,
  type TestServer,
  testServer,
} from '../../testing/index.ts';
import { wizardModule } from '../../wizards/index.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { messagingModule } from '../messaging-module.ts';
import { parkEvent } from './park.ts';
import { parkedEvents } from './parked-events.ts';

const acme = tenantId('acme');
const olga = { tenant: 'acme', subject: 'olga', roles: ['operator'] };

describeOnEachEngine('the repair wizard', (engine) => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z');
  const log = createLogger({ level: 'silent', format: 'json' });
  let database: TestDatabase;
  let server: TestServer;
  let messaging: ContextModule;
  let limiter: Limiter;
  let isGlassBroken: boolean;
  let applied: string[];
  /** What the consumer cannot do, by the event's sequence. */
  let failures: Map<number, Error>;
  beforeEach(async () => {
    limiter = bucketLimiter();
    isGlassBroken = false;
    applied = [];
    failures = new Map();
    database = await engine.open({
      migrations: [],
      clock,
    });
    const copies: EventConsumer = {
      name: 'copies',
      events: ['QuoteAccepted'],
      async apply(events) {
        for (const { id, sequence } of events) {
          const failure = failures.get(sequence);
          if (failure !== undefined) throw failure;
          applied.push(id);
        }
      },
    };
    const consumers = [copies];
    const parked = parkedEvents({ database: database.db, consumers });
    messaging = messagingModule({ database: database.db, consumers, parkedEvents: parked });
    const wizards = wizardModule({
      database: database.db,
      authorizer: defaultRolesAuthorizer([messaging]),
      definitions: messaging.wizards ?? [],
    });
    const rateLimits = requestLimits({
      limiter: { take: (ask) => limiter.take(ask) },
      tenants: { limits: async () => undefined, isGlassBroken: async () => isGlassBroken },
      clock,
      registry: new Registry(),
      logger: { warn: () => {} },
    });
    server = await testServer({
      modules: [messaging, wizards],
      database: database.db,
      clock,
      overrides: { rateLimits },
    });
  });
  afterEach(async () => {
    await server.close();
    await database.close();
  });

  async function park(sequence: number, consumer = 'copies', tenant = acme): Promise<string> {
    const event = sampleEvent(sequence, 'q-1', { tenant });
    const error = new DomainError('QUOTE_UNKNOWN', 'notFound', 'no such quote');
    await database.db.withTenant(tenant, 'write', (tx) =>
      parkEvent(tx, consumer, event, { error, attempts: 3 }),
    );
    return event.id;
  }
  const send = (last: TestAnswer, path: string, body?: object) =>
    server.request('POST', `/wizards/${last.json.id}${path}`, {
      as: olga,
      ...(body !== undefined && { body }),
      headers: { 'if-match': last.headers['etag'] ?? '', 'idempotency-key': newUuid() },
    });
  const begin = () => server.request('POST', '/wizards', { as: olga, body: { type: 'repair' } });
  const choose = async (filter: object = {}) =>
    send(await begin(), '/steps/choose', { reason: 'the store is back', ...filter });
  /** How the job of a commit ended. */
  const run = async (committed: TestAnswer) => {
    expect(committed.status).toBe(202);
    await runDueJobs({ database: database.db, handlers: messaging.jobs, clock, log });
    return (await server.request('GET', `/jobs/${committed.json.id}`, { as: olga })).json;
  };
  const states = async () =>
    (await server.request('GET', '/admin/events/parked', { as: olga })).json.items.map(
      ({ eventId, state }: any) => [eventId, state],
    );

  it('shows what a replay does before it does it, and leaves a trail with the reason', async () => {
    const [one, two] = [await park(1), await park(2)];
    await park(3, 'forgotten');
    await park(4, 'copies', tenantId('globex'));
    const chosen = await choose();
    expect(chosen.json.validationSummary).toEqual({ choose: { events: 3, more: false, most: 200 } });
    const ready = await send(chosen, '/steps/preview', {});
    const { groups, ...counts } = ready.json.validationSummary.preview;
    expect(counts).toEqual({ events: 3, repairedMeanwhile: 0, truncated: false });
    expect(groups).toHaveLength(2);
    expect(groups).toContainEqual({
      consumer: 'copies',
      type: 'QuoteAccepted',
      events: 2,
      firstParkedAt: '2026-03-01T10:00:00.000Z',
      lastParkedAt: '2026-03-01T10:00:00.000Z',
      errors: ['QUOTE_UNKNOWN'],
      effect: 'repeatable',
    });
    expect(groups).toContainEqual(expect.objectContaining({ consumer: 'forgotten', effect: 'none' }));
    expect(applied).toEqual([]);
    expect(await run(await send(ready, '/commit'))).toMatchObject({
      state: 'succeeded',
      progress: { done: 3, total: 3 },
      result: { replayed: 2, failedAgain: 0, alreadyRepaired: 0, refused: 1 },
    });
    expect(applied.toSorted()).toEqual([one, two].toSorted());
    const { items } = await database.db.withTenant(acme, 'read', (tx) =>
      listAudit(tx, { action: 'event.replay' }, { limit: 9 }),
    );
    expect(items).toHaveLength(2);
    expect(items).toMatchObject([{ actor: { subject: 'olga' }, reason: 'the store is back' }, {}]);
  });

  it('goes on behind an event that fails again, and behind one that somebody has repaired meanwhile', async () => {
    const [good, bad, repaired] = [await park(1), await park(2), await park(3)];
    failures.set(2, new DomainError('TOO_ODD', 'unprocessable', 'odd'));
    const ready = await send(await choose({ consumer: 'copies' }), '/steps/preview', {});
    const committed = await send(ready, '/commit');
    const { items } = (await server.request('GET', '/admin/events/parked', { as: olga })).json;
    const { id } = items.find(({ eventId }: any) => eventId === repaired);
    await server.request('POST', `/admin/events/parked/${id}/discard`, {
      as: olga,
      body: { reason: 'not needed' },
      headers: { 'idempotency-key': newUuid() },
    });
    expect(await run(committed)).toMatchObject({
      state: 'succeeded',
      result: { replayed: 1, failedAgain: 1, alreadyRepaired: 1, refused: 0 },
    });
    expect(applied).toEqual([good]);
    expect(await states()).toEqual([[bad, 'parked']]);
  });

  it('tries all of it again later when what the consumer needs is away', async () => {
    const [one, two] = [await park(1), await park(2)];
    failures.set(1, new DomainError('STORE_AWAY', 'unavailable', 'away'));
    failures.set(2, new DomainError('STORE_AWAY', 'unavailable', 'away'));
    const ready = await send(await choose(), '/steps/preview', {});
    const committed = await send(ready, '/commit');
    expect(await run(committed)).toMatchObject({ state: 'queued' });
    failures.clear();
    clock.advance(3_600_000);
    expect(await run(committed)).toMatchObject({ state: 'succeeded', result: { replayed: 2 } });
    expect(applied.toSorted()).toEqual([one, two].toSorted());
  });

  it('is closed while requests cannot be counted, as each repair is, but for whoever has broken the glass', async () => {
    const parked = await park(1);
    const ready = await send(await choose(), '/steps/preview', {});
    limiter = limiterWithoutStore;
    expect(await send(ready, '/commit')).toMatchObject({
      status: 503,
      json: { code: 'LIMITER_UNAVAILABLE' },
    });
    const { rows } = await database.db.asOwner((sql) => sql.query('select type from platform.job'));
    expect(rows).toEqual([]);
    isGlassBroken = true;
    expect(await run(await send(ready, '/commit'))).toMatchObject({
      state: 'succeeded',
      result: { replayed: 1 },
    });
    expect(applied).toEqual([parked]);
  });

  it('takes from the quota of repairs', async () => {
    await park(1);
    const last = await send(await choose(), '/steps/preview', {});
    const committed = await send(last, '/commit');
    expect(quotaFields(committed.headers)).toContainEqual(
      expect.objectContaining({ name: 'adminRepair', r: QUOTAS.adminRepair.burst - 10 }),
    );
  });

  it('refuses a choice of nothing, and one without a reason', async () => {
    await park(1);
    expect(await choose({ type: 'Nothing' })).toMatchObject({
      status: 404,
      json: { code: 'PARKED_EVENT_NOT_FOUND' },
    });
    expect(await choose({ reason: ' ' })).toMatchObject({ status: 400 });
  });
});
