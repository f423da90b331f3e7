import { DomainError, tenantId } from '@quotewright/kernel';
import { subscriberOf } from '@quotewright/platform/messaging';
import { createLogger } from '@quotewright/platform/telemetry';
import { describeOnPostgres, sampleEvent, type TestDatabase } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventsCommand } from './events.command.ts';

describeOnPostgres('quotewright events', (engine) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await engine.open({ migrations: [] });
    vi.stubEnv('DATABASE_URL', database.url);
    vi.stubEnv('REDIS_URL', undefined);
    vi.stubEnv('KAFKA_BROKERS', undefined);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await database.close();
  });

  /** What the command prints. */
  async function run(...words: string[]): Promise<string> {
    const lines: string[] = [];
    const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    try {
      await eventsCommand()
        .exitOverride()
        .parseAsync(['node', 'events', ...words]);
    } finally {
      print.mockRestore();
    }
    return lines.join('\n');
  }

  it('shows what is parked, of all tenants or of one, and gives it up', async () => {
    const consumer = {
      name: 'refusing',
      events: ['QuoteAccepted'] as const,
      handle: async () => {
        throw new DomainError('QUOTE_CLOSED', 'conflict', 'the quote is closed');
      },
    };
    const log = createLogger({ level: 'silent', format: 'json' });
    const events = ['acme', 'globex'].map((tenant) => sampleEvent(1, 'q-1', { tenant: tenantId(tenant) }));
    await subscriberOf(consumer, { database: database.db, log, attempts: 1 }).deliver(
      events.map((event) => ({ kind: 'event', event })),
      new AbortController().signal,
    );

    const all = await run('parked');
    expect(all).toContain('acme  refusing  QuoteAccepted of quote/q-1');
    expect(all).toContain('globex  refusing');
    expect(all).toContain('QUOTE_CLOSED: the quote is closed (tries: 1)');
    const ofGlobex = await run('parked', '--tenant', 'globex', '--consumer', 'refusing');
    expect(ofGlobex).not.toContain('acme');
    expect(await run('parked', '--consumer', 'other')).toBe('No event is parked.');

    const [id = ''] = ofGlobex.split(' ');
    await expect(run('replay', id)).rejects.toMatchObject({ code: 'EVENT_CONSUMER_UNKNOWN' });
    expect(await run('discard', id, '--reason', 'a test')).toBe('Discarded for refusing.');
    expect(await run('parked', '--tenant', 'globex')).toBe('No event is parked.');
  });
});
