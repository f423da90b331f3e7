import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DomainError, systemClock } from '@quotewright/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CommitCutter, commitCutter } from '../../idempotency/fixtures/commit-cutter.ts';
import { openPostgres } from '../../postgres/index.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnPostgres, sampleEvent, type TestDatabase } from '../../testing/index.ts';
import { effectConsumer, effectsOf, hurriedTiming } from './fixtures/effects.ts';
import { subscriberOf } from './subscriber-of.ts';

const log = createLogger({ level: 'silent', format: 'json' });

describeOnPostgres('events that several nodes are given', (engine) => {
  let database: TestDatabase;
  const nodes: ChildProcess[] = [];
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterEach(() => {
    for (const node of nodes.splice(0)) node.kill('SIGKILL');
  });
  afterAll(() => database.close());

  async function node(consumer: string, events: number, hang: string): Promise<ChildProcess> {
    const script = new URL('./fixtures/inbox-process.ts', import.meta.url);
    const child = fork(script, [database.url as string, consumer, String(events), hang]);
    nodes.push(child);
    await once(child, 'message');
    return child;
  }

  /** The next thing the node says. */
  async function go(child: ChildProcess): Promise<unknown> {
    const said = once(child, 'message');
    child.send('go');
    return (await said)[0];
  }

  const ids = (count: number) => Array.from({ length: count }, (_, index) => sampleEvent(index).id);

  it('have their effects once and in order when both get them at once', async () => {
    const both = await Promise.all([node('both', 250, 'never'), node('both', 250, 'never')]);
    expect(await Promise.all(both.map(go))).toEqual(['confirmed', 'confirmed']);
    expect(await effectsOf(database.db, 'both')).toEqual(ids(250));
  });

  it.each(['in-transaction', 'before-confirmation'])(
    'have their effects once when the first node is killed %s',
    async (moment) => {
      const [first, second] = await Promise.all([node(moment, 3, moment), node(moment, 3, 'never')]);
      expect(await go(first)).toBe('effect');
      const again = go(second);
      first.kill('SIGKILL');
      expect(await again).toBe('confirmed');
      expect(await effectsOf(database.db, moment)).toEqual(ids(3));
    },
  );
});

describeOnPostgres('events whose COMMIT is lost', (engine) => {
  let database: TestDatabase;
  let cutter: CommitCutter;
  beforeEach(async () => {
    database = await engine.open({ migrations: [] });
    cutter = await commitCutter(database.url as string);
  });
  afterEach(async () => {
    await cutter.close();
    await database.close();
  });

  it.each(['before', 'after'] as const)(
    'have their effects once when the connection breaks %s it is done',
    async (moment) => {
      const far = openPostgres({ url: cutter.url, clock: systemClock, poolSize: 2 });
      const deliveries = [1, 2, 3].map(
        (sequence) => ({ kind: 'event', event: sampleEvent(sequence) }) as const,
      );
      cutter.cutNext(moment);
      const timing = hurriedTiming(systemClock);
      await subscriberOf(effectConsumer('cut'), { database: far, log, timing }).deliver(
        deliveries,
        new AbortController().signal,
      );
      await far.close();
      expect(cutter.cuts).toBe(1);
      expect(await effectsOf(database.db, 'cut')).toEqual(deliveries.map(({ event }) => event.id));
    },
  );

  it.each(['before', 'after'] as const)('are parked once when it breaks %s the parking', async (moment) => {
    const far = openPostgres({ url: cutter.url, clock: systemClock, poolSize: 2 });
    let tries = 0;
    const consumer = effectConsumer('poison', () => {
      tries += 1;
      // The next COMMIT is the one that parks it.
      if (tries === 5) cutter.cutNext(moment);
      throw new DomainError('TOO_ODD', 'unprocessable', 'odd');
    });
    const outcomes: string[] = [];
    const metrics = {
      ended: (_consumer: string, outcome: string) => outcomes.push(outcome),
      lagged: () => {},
      retried: () => {},
      counted: () => {},
    };
    await subscriberOf(consumer, { database: far, log, timing: hurriedTiming(systemClock), metrics }).deliver(
      [{ kind: 'event', event: sampleEvent(1) }],
      new AbortController().signal,
    );
    await far.close();
    expect([cutter.cuts, tries]).toEqual([1, 5]);
    // Whoever finds it parked cannot know by whom.
    expect(outcomes).toEqual([moment === 'before' ? 'parked' : 'duplicate']);
  });
});
