import { DomainError, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../audit/index.ts';
import {
  describeOnEachEngine,
  sampleEvent,
  type TestDatabase,
  type TestServer,
  testServer,
} from '../../testing/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { effectConsumer, effectsOf } from '../inbox/fixtures/effects.ts';
import { handledBefore } from '../inbox/inbox.ts';
import { messagingModule } from '../messaging-module.ts';
import { parkEvent } from './park.ts';
import { type ParkedEvents, parkedEvents } from './parked-events.ts';

const acme = tenantId('acme');
const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };

describeOnEachEngine('parked events', (engine) => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z');
  let database: TestDatabase;
  let server: TestServer;
  let events: ParkedEvents;
  /** What the consumers do before their effect. */
  let first: () => unknown;
  let applied: CommittedEvent[];
  beforeEach(async () => {
    first = () => {};
    applied = [];
    database = await engine.open({ migrations: [], clock });
    const elsewhere: EventConsumer = {
      name: 'elsewhere',
      events: ['QuoteAccepted'],
      async apply(some) {
        await first();
        applied.push(...some);
      },
    };
    const consumers = [effectConsumer('inside', () => first()), elsewhere];
    events = parkedEvents({ database: database.db, consumers });
    server = await testServer({
      modules: [messagingModule({ database: database.db, consumers, parkedEvents: events })],
      database: database.db,
      clock,
    });
  });
  afterEach(async () => {
    await server.close();
    await database.close();
  });

  /** Parks the event `sequence`, and gives its id. */
  async function park(sequence: number, consumer = 'inside', tenant = acme): Promise<string> {
    const error = new DomainError('QUOTE_UNKNOWN', 'notFound', 'no such quote');
    const event = sampleEvent(sequence, 'q-1', { tenant });
    await database.db.withTenant(tenant, 'write', (tx) =>
      parkEvent(tx, consumer, event, { error, attempts: 5 }),
    );
    const { items } = await events.ofAnyTenant.list({ consumer }, { limit: 500 });
    return items.find((item) => item.eventId === event.id && item.tenant === tenant)?.id as string;
  }

  const get = (path: string) => server.request('GET', `/admin/events/parked${path}`, { as: operator });
  const post = (path: string, key: string, body?: unknown) =>
    server.request('POST', `/admin/events/parked${path}`, {
      as: operator,
      headers: { 'idempotency-key': key },
      ...(body === undefined ? {} : { body }),
    });
  const audit = (id: string) =>
    database.db.withTenant(acme, 'read', (tx) =>
      listAudit(tx, { entity: { type: 'parkedEvent', id } }, { limit: 10 }),
    );

  it('are listed newest first, page by page, and only to their tenant', async () => {
    const ids: string[] = [];
    for (const sequence of [1, 2, 3]) {
      ids.push(await park(sequence));
      clock.advance(1_000);
    }
    await park(4, 'inside', tenantId('globex'));
    const page = await get('?limit=2');
    expect(page.status).toBe(200);
    const next = await get(`?limit=2&cursor=${page.json.nextCursor}`);
    const seen = [...page.json.items, ...next.json.items].map((item: { id: string }) => item.id);
    expect(seen).toEqual(ids.toReversed());
    expect(next.json).not.toHaveProperty('nextCursor');
  });

  it('are shown with what they say and why they failed', async () => {
    const id = await park(7);
    const { status, json } = await get(`/${id}`);
    expect(status).toBe(200);
    expect(json).toEqual({
      id,
      consumer: 'inside',
      eventId: sampleEvent(7).id,
      type: 'QuoteAccepted',
      schemaVersion: 1,
      aggregate: { type: 'quote', id: 'q-1' },
      occurredAt: '2026-03-01T09:30:00.123Z',
      error: { code: 'QUOTE_UNKNOWN', message: 'no such quote' },
      attempts: 5,
      state: 'parked',
      parkedAt: expect.stringMatching(/^2026-03-01T10:/),
      data: { step: 7 },
    });
  });

  it('are found by consumer, type and state', async () => {
    const inside = await park(1);
    const elsewhere = await park(2, 'elsewhere');
    await post(`/${inside}/discard`, 'a', { reason: 'test' });
    const idsAt = async (query: string) =>
      (await get(query)).json.items.map((item: { id: string }) => item.id);
    expect(await idsAt('')).toEqual([elsewhere]);
    expect(await idsAt('?state=discarded')).toEqual([inside]);
    expect(await idsAt('?consumer=inside')).toEqual([]);
    expect(await idsAt('?type=QuoteAccepted')).toEqual([elsewhere]);
    expect(await idsAt('?type=OrderPlaced')).toEqual([]);
  });

  it('are nobody’s business without the permission', async () => {
    const id = await park(1);
    const as = { tenant: 'acme', subject: 'sam', roles: ['sales'] };
    expect((await server.request('GET', '/admin/events/parked', { as })).status).toBe(403);
    const replay = await server.request('POST', `/admin/events/parked/${id}/replay`, {
      as,
      headers: { 'idempotency-key': 'k' },
    });
    expect(replay.status).toBe(403);
  });

  describe('that are replayed', () => {
    it('have their effect, once, and an entry in the audit trail', async () => {
      const id = await park(1);
      const answer = await post(`/${id}/replay`, 'one');
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ id, state: 'replayed', resolvedBy: 'olga' });
      // The same command again, then another one.
      expect(await post(`/${id}/replay`, 'one')).toMatchObject({ status: 200, json: answer.json });
      expect(await post(`/${id}/replay`, 'two')).toMatchObject({
        status: 409,
        json: { code: 'EVENT_NOT_PARKED' },
      });
      expect(await effectsOf(database.db, 'inside')).toEqual([sampleEvent(1).id]);
      expect((await audit(id)).items).toMatchObject([
        { action: 'event.replay', actor: { subject: 'olga' }, detail: { consumer: 'inside' } },
      ]);
    });

    it('stay parked with the new error when they fail again, and have no effect', async () => {
      const id = await park(1);
      first = () => {
        throw new DomainError('QUOTE_CLOSED', 'conflict', 'the quote is closed');
      };
      const answer = await post(`/${id}/replay`, 'one');
      expect(answer).toMatchObject({
        status: 422,
        json: { code: 'EVENT_REPLAY_FAILED', cause: { code: 'QUOTE_CLOSED' } },
      });
      expect((await get(`/${id}`)).json).toMatchObject({
        state: 'parked',
        attempts: 6,
        error: { code: 'QUOTE_CLOSED', message: 'the quote is closed' },
      });
      expect(await effectsOf(database.db, 'inside')).toEqual([]);
      expect((await audit(id)).items).toEqual([]);

      first = () => {};
      expect((await post(`/${id}/replay`, 'one')).status).toBe(200);
    });

    it('keep their error while what they need is away', async () => {
      const id = await park(1);
      first = () => {
        throw new DomainError('STORE_AWAY', 'unavailable', 'away');
      };
      expect(await post(`/${id}/replay`, 'one')).toMatchObject({ status: 503, json: { code: 'STORE_AWAY' } });
      expect((await get(`/${id}`)).json).toMatchObject({ attempts: 5, error: { code: 'QUOTE_UNKNOWN' } });
    });

    it('are applied before they count as replayed, where the effect is elsewhere', async () => {
      const id = await park(1, 'elsewhere');
      first = async () => expect((await get(`/${id}`)).json.state).toBe('parked');
      expect((await post(`/${id}/replay`, 'one')).json).toMatchObject({ state: 'replayed' });
      expect((await post(`/${id}/replay`, 'one')).json).toMatchObject({ state: 'replayed' });
      expect((await post(`/${id}/replay`, 'two')).status).toBe(409);
      expect(applied).toEqual([sampleEvent(1)]);
    });

    it('need their consumer', async () => {
      const id = await park(1, 'gone');
      expect(await post(`/${id}/replay`, 'one')).toMatchObject({
        status: 422,
        json: { code: 'EVENT_CONSUMER_UNKNOWN' },
      });
    });

    it('are not found under an id of another tenant', async () => {
      const id = await park(1, 'inside', tenantId('globex'));
      expect(await post(`/${id}/replay`, 'one')).toMatchObject({
        status: 404,
        json: { code: 'PARKED_EVENT_NOT_FOUND' },
      });
    });
  });

  it('that are discarded stay on record with the reason, and are never handled', async () => {
    const id = await park(1);
    const discarded = await post(`/${id}/discard`, 'one', { reason: 'the quote was a test' });
    expect(discarded).toMatchObject({ status: 200, json: { state: 'discarded', resolvedBy: 'olga' } });
    expect((await post(`/${id}/replay`, 'two')).status).toBe(409);
    expect((await post(`/${id}/discard`, 'three', { reason: 'again' })).status).toBe(409);
    expect(await effectsOf(database.db, 'inside')).toEqual([]);
    expect((await audit(id)).items).toMatchObject([
      { action: 'event.discard', reason: 'the quote was a test' },
    ]);
  });

  it('of any tenant are replayed and discarded by whoever operates the installation', async () => {
    const globex = tenantId('globex');
    const [replayed, discarded] = [await park(1, 'inside', globex), await park(2)];
    const by = { subject: 'system:cli' };
    const { replay, discard } = events.ofAnyTenant;
    expect(await replay(replayed, by)).toMatchObject({ tenant: 'globex', state: 'replayed' });
    expect(await discard({ id: discarded, by, reason: 'test' })).toMatchObject({ state: 'discarded' });
    expect(await effectsOf(database.db, 'inside', 'globex')).toEqual([sampleEvent(1).id]);
    const unknown = { code: 'PARKED_EVENT_NOT_FOUND' };
    await expect(replay('0195d3a0-7b1e-7c3a-9f00-00000000ffff', by)).rejects.toMatchObject(unknown);
    await expect(replay('no id', by)).rejects.toMatchObject(unknown);
    expect(
      await database.db.withTenant(acme, 'read', (tx) => handledBefore(tx, 'inside', [sampleEvent(2).id])),
    ).toEqual(new Set([sampleEvent(2).id]));
  });
});
