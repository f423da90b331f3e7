import { type JsonObject, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queries } from '../postgres/index.ts';
import { startRequestTrace } from '../telemetry/request-trace.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import type { DomainEvent } from './domain-event.ts';
import { onEventArrival } from './event-arrival.ts';
import { appendEvents, OUTBOX_PARTITIONS, outboxPartition } from './outbox.ts';
import type { OutboxTables } from './outbox-table.ts';

const event = (id: string, step: number): DomainEvent => ({
  type: 'QuoteAccepted',
  schemaVersion: 1,
  aggregate: { type: 'quote', id },
  data: { step },
});

describeOnEachEngine('the outbox', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.123Z');
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  const append = (tenant: string, events: readonly DomainEvent[]) =>
    database.db.withTenant(tenantId(tenant), 'write', (tx) => appendEvents(tx, events));

  const unsent = (tenant: string) =>
    database.db.withSystem((tx) =>
      queries<OutboxTables>(tx)
        .selectFrom('platform.outbox')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('sent_at', 'is', null)
        .orderBy('id')
        .execute(),
    );

  it('keeps a fact with all that a relay needs to send it', async () => {
    await append('acme', [event('q-1', 1)]);
    expect(await unsent('acme')).toEqual([
      {
        tenant_id: 'acme',
        id: expect.any(Number),
        event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        partition: outboxPartition('acme', { type: 'quote', id: 'q-1' }),
        aggregate_type: 'quote',
        aggregate_id: 'q-1',
        type: 'QuoteAccepted',
        schema_version: 1,
        data: { step: 1 },
        traceparent: null,
        occurred_at: new Date('2026-03-01T09:30:00.123Z'),
        sent_at: null,
      },
    ]);
  });

  it('keeps the order of the facts, over statements and transactions', async () => {
    const steps = Array.from({ length: 1_203 }, (_, index) => index);
    await append(
      'globex',
      steps.slice(0, 1_100).map((step) => event('q-1', step)),
    );
    await append(
      'globex',
      steps.slice(1_100).map((step) => event('q-1', step)),
    );
    expect((await unsent('globex')).map((row) => row.data['step'])).toEqual(steps);
  });

  it('forgets the facts of a transaction that fails', async () => {
    const failing = database.db.withTenant(tenantId('initech'), 'write', async (tx) => {
      await appendEvents(tx, [event('q-1', 1)]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await unsent('initech')).toEqual([]);
  });

  it('keeps which request caused a fact', async () => {
    const trace = startRequestTrace({});
    await trace.run(() => append('umbrella', [event('q-1', 1)]));
    await append('umbrella', [event('q-1', 2)]);
    expect((await unsent('umbrella')).map((row) => row.traceparent)).toEqual([trace.traceparent, null]);
  });

  it('tells the relay of this process after the commit, and of nothing that was not committed', async () => {
    const seen: number[] = [];
    let looking: Promise<unknown> = Promise.resolve();
    const stop = onEventArrival(() => {
      looking = unsent('hooli').then((rows) => seen.push(rows.length));
    });
    await append('hooli', [event('q-1', 1)]);
    await looking;
    await append('hooli', []);
    const failing = database.db.withTenant(tenantId('hooli'), 'write', async (tx) => {
      await appendEvents(tx, [event('q-1', 2)]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await looking;
    stop();
    expect(seen).toEqual([1]);
  });

  it('refuses a fact that no broker would take, and its change with it', async () => {
    // With key, envelope and headers, a broker's default of 1,048,588 bytes would not hold it.
    const large = { ...event('q-1', 1), data: { text: 'x'.repeat(1_048_000) } };
    await expect(append('initech', [event('q-1', 1), large])).rejects.toBeInstanceOf(RangeError);
    expect(await unsent('initech')).toEqual([]);
  });

  it('refuses a fact that no consumer would read, because it is too deep', async () => {
    const nested = (levels: number): JsonObject => (levels === 1 ? {} : { in: nested(levels - 1) });
    const deep = { ...event('q-1', 1), data: nested(65) };
    await expect(append('initech', [deep])).rejects.toBeInstanceOf(RangeError);
    await append('deep', [{ ...event('q-1', 1), data: nested(64) }]);
    expect(await unsent('deep')).toHaveLength(1);
  });

  it('appends nothing for no facts', async () => {
    await append('initech', []);
    expect(await unsent('initech')).toEqual([]);
  });

  it('lets nobody change or remove a fact', async () => {
    const change = database.db.withTenant(tenantId('acme'), 'write', (tx) =>
      queries<OutboxTables>(tx).updateTable('platform.outbox').set({ type: 'Other' }).execute(),
    );
    await expect(change).rejects.toMatchObject({ code: '42501' });
    const removal = database.db.withTenant(tenantId('acme'), 'write', (tx) =>
      queries<OutboxTables>(tx).deleteFrom('platform.outbox').execute(),
    );
    await expect(removal).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the partition of an aggregate', () => {
  it('never changes from one release to the next', () => {
    expect(outboxPartition('acme', { type: 'quote', id: 'q-1' })).toBe(20);
  });

  it('spreads aggregates over all partitions', () => {
    const seen = new Set(
      Array.from({ length: 1_000 }, (_, index) =>
        outboxPartition('acme', { type: 'quote', id: `q-${index}` }),
      ),
    );
    expect(seen.size).toBe(OUTBOX_PARTITIONS);
  });
});
