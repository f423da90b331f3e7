import { ManualClock } from '@quotewright/kernel/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { queries } from '../../postgres/queries.ts';
import { describeOnEachEngine, sampleEvent, type TestDatabase } from '../../testing/index.ts';
import { encodeCloudEvent, toCloudEvent } from '../cloud-event.ts';
import { effectConsumer, effectsOf } from '../inbox/fixtures/effects.ts';
import { parkMessage } from './park.ts';
import { type ParkedEvents, parkedEvents } from './parked-events.ts';
import type { ParkedTables } from './parked-table.ts';

const ID = '0195d3a0-7b1e-7c3a-9f00-0000000000ff';
const by = { subject: 'system:cli' };

describeOnEachEngine('parked messages that are no event', (engine) => {
  let database: TestDatabase;
  let events: ParkedEvents;
  beforeEach(async () => {
    database = await engine.open({ migrations: [], clock: new ManualClock() });
    events = parkedEvents({ database: database.db, consumers: [effectConsumer('hears')] });
  });
  afterEach(() => database.close());

  async function park(message: Uint8Array): Promise<string> {
    const malformed = { kind: 'malformed', id: ID, message, reason: 'not JSON' } as const;
    await database.db.withSystem((tx) => parkMessage(tx, 'hears', malformed));
    const { items } = await events.ofAnyTenant.list({}, { limit: 10 });
    return items[0]?.id as string;
  }

  it('stay parked while they cannot be read', async () => {
    const id = await park(Buffer.from('nonsense'));
    await expect(events.ofAnyTenant.replay(id, by)).rejects.toMatchObject({ code: 'EVENT_MALFORMED' });
    const parked = await database.db.withSystem((tx) => events.find(tx, id));
    expect(parked).toMatchObject({ tenant: '*', state: 'parked', attempts: 2 });
  });

  it('are handled once a release can read them', async () => {
    const event = sampleEvent(1);
    const id = await park(encodeCloudEvent(toCloudEvent(event, 'here')));
    expect(await events.ofAnyTenant.replay(id, by)).toMatchObject({ tenant: '*', state: 'replayed' });
    expect(await effectsOf(database.db, 'hears')).toEqual([event.id]);
    await expect(events.ofAnyTenant.replay(id, by)).rejects.toMatchObject({ code: 'EVENT_NOT_PARKED' });
  });

  it('are discarded by whoever operates the installation', async () => {
    const id = await park(Buffer.from('nonsense'));
    const order = { id, by, reason: 'a foreign producer' };
    expect(await events.ofAnyTenant.discard(order)).toMatchObject({ state: 'discarded' });
    await expect(events.ofAnyTenant.discard(order)).rejects.toMatchObject({ code: 'EVENT_NOT_PARKED' });
  });

  it('are listed without what came, and found with it', async () => {
    const id = await park(Buffer.from('nonsense'));
    const { items } = await events.ofAnyTenant.list({}, { limit: 10 });
    expect(items).toMatchObject([{ id, tenant: '*' }]);
    expect(items[0]).not.toHaveProperty('message');
    const found = await database.db.withSystem((tx) => events.find(tx, id));
    expect(found.message).toEqual(Buffer.from('nonsense'));
  });

  it('are seen by no tenant', async () => {
    await park(Buffer.from('nonsense'));
    const seen = await database.db.withTenant(sampleEvent(1).tenant, 'read', (tx) =>
      queries<ParkedTables>(tx).selectFrom('platform.parked_event').selectAll().execute(),
    );
    expect(seen).toEqual([]);
  });
});
