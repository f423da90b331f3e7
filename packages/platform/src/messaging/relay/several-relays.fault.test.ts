import { systemClock } from '@quotewright/kernel';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnPostgres, type TestDatabase } from '../../testing/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import { acme, appendLocked, upTo } from './fixtures/outbox-desk.ts';
import { firstDeliveries, stepsByAggregate } from './fixtures/recording-transport.ts';
import { type RelayNode, startRelayNode } from './fixtures/relay-node.ts';
import { readOutboxBacklog } from './outbox-backlog.ts';

const OPTIONS = { leaseMs: 1_000, pollMs: 100, batchSize: 5, partitionsAtATime: 4 };

describeOnPostgres('relays in several processes', (engine) => {
  let database: TestDatabase;
  let url: string;
  const nodes: RelayNode[] = [];
  let deliveries: CommittedEvent[];
  let check: () => void;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock: systemClock });
    url = database.url as string;
  });
  beforeEach(() => {
    deliveries = [];
    check = () => {};
  });
  afterAll(async () => {
    for (const { process } of nodes) process.kill('SIGKILL');
    await database.close();
  });

  function node(over: Partial<typeof OPTIONS> = {}, watch: () => unknown = () => {}): RelayNode {
    const started = startRelayNode(url, { ...OPTIONS, ...over }, async (events) => {
      deliveries.push(...events);
      check();
      await watch();
    });
    nodes.push(started);
    return started;
  }

  function delivered(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    check = () => {
      if (firstDeliveries(deliveries).length >= count) resolve();
    };
    check();
    return promise;
  }

  const append = (aggregate: string, count: number) =>
    database.db.withTenant(acme, 'write', (tx) => appendLocked(tx, aggregate, count));

  /** Four writers at once, each of all aggregates in its own order, round by round. Returns how many events each aggregate got. */
  async function write(ids: readonly string[], goesOn: (rounds: number) => boolean): Promise<number> {
    let rounds = 0;
    for (; goesOn(rounds); rounds += 1) {
      const writer = async (number: number) => {
        for (const at of ids.keys()) await append(ids[(at + number) % ids.length] as string, 2);
      };
      await Promise.all(upTo(4).map(writer));
    }
    return rounds * 8;
  }

  const inOrder = (ids: readonly string[], count: number) =>
    Object.fromEntries(ids.map((id) => [`acme/${id}`, upTo(count)]));

  it('lose nothing and keep the order of first deliveries when one is killed between sending and marking', async () => {
    const ids = upTo(12).map((number) => `killed-${number}`);
    const survivor = node();
    const caught = Promise.withResolvers<void>();
    let batches = 0;
    const victim = node({ partitionsAtATime: 8 }, () => {
      batches += 1;
      if (batches === 6) victim.stopTaking();
      if (batches >= 7) caught.resolve();
    });
    let killed = false;
    const writing = write(ids, () => !killed);
    await caught.promise;
    await victim.kill();
    killed = true;
    const each = await writing;
    await delivered(ids.length * each);
    await survivor.close();

    expect(stepsByAggregate(deliveries)).toEqual(inOrder(ids, each));
    // What the victim had sent and not marked came again.
    expect(deliveries.length).toBeGreaterThan(ids.length * each);
    expect(await database.db.withSystem(readOutboxBacklog)).toMatchObject({
      unsent: 0,
      partitions: { held: 0 },
    });
  });

  it('send each event once while none of them fails, and share the work', async () => {
    const ids = upTo(16).map((number) => `shared-${number}`);
    const each = await write(ids, (rounds) => rounds < 3);
    const senders = new Set<number>();
    // Nothing is taken until both are sending.
    const sharing = Promise.withResolvers<void>();
    const both = upTo(2).map((number) =>
      node({ leaseMs: 60_000 }, () => {
        senders.add(number);
        if (senders.size === 2) sharing.resolve();
        return sharing.promise;
      }),
    );
    await delivered(ids.length * each);
    await Promise.all(both.map((one) => one.close()));
    expect(deliveries).toHaveLength(ids.length * each);
    expect(stepsByAggregate(deliveries)).toEqual(inOrder(ids, each));
  });
});
