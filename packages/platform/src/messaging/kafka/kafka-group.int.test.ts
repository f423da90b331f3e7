import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnKafka, testKafka } from '../../testing/kafka/index.ts';
import { RecordingSubscriber, sampleEvent } from '../../testing/transport-contract/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventTransport } from '../event-transport.ts';
import { expectAllInOrder } from './fixtures/order.ts';
import { kafkaTransport } from './kafka-transport.ts';

const log = createLogger({ level: 'silent', format: 'json' });

/** Transports of several processes of one installation. */
async function processes(count: number): Promise<EventTransport[]> {
  const brokers = await testKafka();
  const prefix = `group-${randomUUID()}`;
  return Array.from({ length: count }, () => {
    const options = { brokers, prefix, installationId: 'tests', log };
    // The shortest session that brokers allow by default.
    const transport = kafkaTransport({ ...options, sessionTimeoutMs: 6_000, sendTimeoutMs: 60_000 });
    onTestFinished(() => transport.close());
    return transport;
  });
}

describeOnKafka('several processes at Kafka', () => {
  it('keep the order of the aggregates that each of them sends', async () => {
    const [reader, ...senders] = (await processes(4)) as [EventTransport, ...EventTransport[]];
    const hears = new RecordingSubscriber('hears');
    reader.subscribe(hears);
    const events = senders.map((_, sender) =>
      Array.from({ length: 120 }, (__, index) =>
        sampleEvent(sender * 1_000 + index, `q-${sender}-${index % 4}`),
      ),
    );
    // Nobody waits for the send before.
    await Promise.all(
      senders.flatMap((sender, number) => (events[number] ?? []).map((event) => sender.send([event]))),
    );
    await hears.untilConfirmed(360);
    expectAllInOrder(hears.confirmed, events.flat());
  });

  it('carry what does not fit into one request, and events that are large by themselves', async () => {
    const [transport] = (await processes(1)) as [EventTransport];
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    const sizes = [10, 400_000, 400_000, 400_000, 3_000_000, 10];
    const events = sizes.map((size, sequence) =>
      sampleEvent(sequence, 'q-1', { data: { text: 'x'.repeat(size) } }),
    );
    await transport.send(events);
    await hears.untilConfirmed(events.length);
    expect(hears.confirmed).toEqual(events);
  });

  describe('with workers that come and go', { timeout: 120_000 }, () => {
    it('hear everything, in the order of each aggregate', async () => {
      const transports = (await processes(3)) as [EventTransport, EventTransport, EventTransport];
      const heard: CommittedEvent[] = [];
      const workers = transports.map(
        () => new RecordingSubscriber('worker', (events) => heard.push(...events)),
      );
      const [a, b, c] = workers as [RecordingSubscriber, RecordingSubscriber, RecordingSubscriber];
      const sent: CommittedEvent[] = [];
      const sendUntil = async (holds: () => boolean) => {
        while (!holds()) {
          const batch = Array.from({ length: 5 }, (_, index) => {
            const sequence = sent.length + index;
            return sampleEvent(sequence, `q-${sequence % 40}`);
          });
          await transports[1].send(batch);
          sent.push(...batch);
        }
      };

      const first = transports[0].subscribe(a);
      await sendUntil(() => a.given.length > 0);
      transports[1].subscribe(b);
      await sendUntil(() => b.given.length > 0);
      transports[2].subscribe(c);
      await sendUntil(() => c.given.length > 0);
      await first.close();
      const [ofA, ofB, ofC] = workers.map(({ given }) => given.length);
      await sendUntil(() => b.given.length > (ofB ?? 0) && c.given.length > (ofC ?? 0));
      const all = () => new Set(workers.flatMap(({ confirmed }) => confirmed.map(({ id }) => id))).size;
      await expect.poll(all, { timeout: 60_000 }).toBe(sent.length);
      expect(a.given).toHaveLength(ofA ?? 0);
      expectAllInOrder(heard, sent);
    });
  });
});
